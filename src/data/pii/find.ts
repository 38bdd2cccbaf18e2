import { qq, socialHandle, wechat } from './accounts.ts'
import { streetAddress } from './address.ts'
import { dateOfBirth } from './birth.ts'
import { email } from './email.ts'
import { bankAccount, creditCard, iban, taxId } from './finance.ts'
import { driverLicence, nationalId, passport, residentId, ssn } from './identity.ts'
import { allKinds, defaultKinds, type PersonalDataKind } from './kinds.ts'
import { medicalId } from './medical.ts'
import { personName } from './names.ts'
import { imei, ipAddress, macAddress } from './network.ts'
import { phone } from './phone.ts'
import { coordinates } from './places.ts'
import type { Certainty, Found, PersonalDataSpan, Rule } from './rule.ts'
import { scan, type Watch, watchFor } from './scan.ts'
import { apiKey, jwt, password, privateKey, urlCredentials } from './secrets.ts'
import { licencePlate, vin } from './vehicles.ts'
import { cryptoAddress } from './wallet.ts'

const rules: { readonly [K in PersonalDataKind]: Rule } = {
  email,
  phone,
  'street-address': streetAddress,
  wechat,
  qq,
  'social-handle': socialHandle,
  'ip-address': ipAddress,
  'mac-address': macAddress,
  imei,
  coordinates,
  'url-credentials': urlCredentials,
  password,
  'api-key': apiKey,
  jwt,
  'private-key': privateKey,
  'crypto-address': cryptoAddress,
  'resident-id': residentId,
  ssn,
  'national-id': nationalId,
  passport,
  'driver-licence': driverLicence,
  'licence-plate': licencePlate,
  vin,
  'date-of-birth': dateOfBirth,
  'medical-id': medicalId,
  'credit-card': creditCard,
  iban,
  'bank-account': bankAccount,
  'tax-id': taxId,
  'person-name': personName,
}

type KindRule = Rule & { readonly kind: PersonalDataKind }

const watches = new WeakMap<readonly PersonalDataKind[], Watch<KindRule>>()

/** The watch for a list of kinds; made once for each, since its tables are 64 KB. */
function watch(kinds: readonly PersonalDataKind[]): Watch<KindRule> {
  let made = watches.get(kinds)
  if (!made) {
    made = watchFor(allKinds.filter(kind => kinds.includes(kind)).map(kind => ({ ...rules[kind], kind })))
    watches.set(kinds, made)
  }
  return made
}

const ranks: { readonly [C in Certainty]: number } = { shaped: 0, checked: 1, named: 2 }

/**
 * Personal data in a text, from left to right; spans do not overlap. Pure; the time grows with the length of the text
 * and not faster, whatever is in it.
 *
 * @param kinds  what to look for; by default {@link defaultKinds}
 */
export function findPersonalData(text: string, kinds: readonly PersonalDataKind[] = defaultKinds): PersonalDataSpan[] {
  const found: (Found & { kind: PersonalDataKind })[] = []
  const narrow = narrowed(text)
  scan(narrow, watch(kinds), (rules, anchor) => {
    for (const rule of rules) {
      const span = rule.find(narrow, anchor)
      if (span) found.push({ ...span, kind: rule.kind })
    }
  })
  found.sort((a, b) => a.start - b.start)
  const kept: typeof found = []
  for (const span of found) {
    let better = true
    while (better && kept.length > 0 && kept.at(-1)!.end > span.start) {
      better = isBetter(span, kept.at(-1)!)
      if (better) kept.pop()
    }
    if (better) kept.push(span)
  }
  return kept.map(({ kind, start, end }) => ({ kind, start, end }))
}

function isBetter(one: Found, other: Found): boolean {
  const difference = ranks[one.certainty] - ranks[other.certainty]
  return difference === 0 ? one.end - one.start > other.end - other.start : difference > 0
}

const wide = /[\uFF10-\uFF19\uFF20-\uFF3A\uFF41-\uFF5A\u00A0\u3000]/

/** Wide digits, letters and at signs as ASCII, so that rules need to know one form; offsets stay. */
function narrowed(text: string): string {
  if (!wide.test(text)) return text
  return text.replace(/[\uFF10-\uFF19\uFF20-\uFF3A\uFF41-\uFF5A\u00A0\u3000]/g, character =>
    character < '\uFF00' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  )
}
