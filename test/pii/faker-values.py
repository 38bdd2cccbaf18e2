"""Values that somebody else thought of: python faker-values.py > faker-values.json (Faker 40.54.0 from PyPI).

Kind -> values. Telephone numbers are left out: most that Faker invents belong to no numbering plan.
"""

import json

from faker import Faker

makers = {
    "email": [("en_US", "email"), ("en_GB", "free_email"), ("de_DE", "company_email"), ("zh_CN", "email"), ("fr_FR", "safe_email")],
    "street-address": [("en_US", "street_address"), ("en_GB", "street_address"), ("zh_CN", "address"), ("de_DE", "street_address"), ("fr_FR", "street_address")],
    "ip-address": [("en_US", "ipv4_public")],
    "mac-address": [("en_US", "mac_address")],
    "resident-id": [("zh_CN", "ssn")],
    "ssn": [("en_US", "ssn")],
    "national-id": [("es_ES", "nif"), ("es_ES", "nie"), ("fr_FR", "ssn"), ("zh_TW", "ssn")],
    "passport": [("en_US", "passport_number"), ("en_GB", "passport_number"), ("de_DE", "passport_number")],
    "licence-plate": [("en_US", "license_plate"), ("en_GB", "license_plate"), ("zh_CN", "license_plate"), ("de_DE", "license_plate")],
    "vin": [("en_US", "vin")],
    "credit-card": [("en_US", "credit_card_number")],
    "iban": [("en_GB", "iban"), ("de_DE", "iban"), ("fr_FR", "iban"), ("it_IT", "iban")],
    "tax-id": [("it_IT", "ssn"), ("en_US", "ein"), ("en_US", "itin")],
}
EACH = 24

values = {}
for kind, sources in makers.items():
    values[kind] = []
    for locale, method in sources:
        faker = Faker(locale)
        faker.seed_instance(7)
        for _ in range(EACH):
            values[kind].append([locale, str(getattr(faker, method)())])
print(json.dumps(values, ensure_ascii=False, indent=0, separators=(",", ":")))
