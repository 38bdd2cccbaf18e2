import type { FilterSettings } from '../../runs/index.ts'

/** A kind that a recipe can name. */
export type PersonalDataKind = NonNullable<Extract<FilterSettings, { kind: 'pii' }>['kinds']>[number]

/**
 * The kinds of personal data that are looked for, each with what says how it is written. Kinds are about people:
 * service lines, addresses of nobody and codes of companies are left alone.
 */
export const personalDataKinds: { readonly [K in PersonalDataKind]: string } = {
  email: 'RFC 5322, section 3.4.1; also written out, as in "name at host dot com"; domains of RFC 2606 are nobody’s',
  phone: 'ITU-T E.164 and E.123; numbering plans of libphonenumber; not toll-free and other service lines',
  'street-address': 'USPS Publication 28, BS 7666, GB/T 23705',
  wechat: 'WeChat ids: a letter, then 5 to 19 letters, digits, _ and -',
  qq: 'QQ numbers: 5 to 11 digits after the word',
  'social-handle': '@names beside the name of a network, and addresses of profiles',
  'ip-address': 'RFC 791, RFC 4291; only addresses that RFC 6890 leaves public',
  'mac-address': 'IEEE 802, EUI-48; RFC 9542',
  imei: '3GPP TS 23.003, after the word',
  coordinates: 'ISO 6709, exact to some ten metres',
  'url-credentials': 'RFC 3986, section 3.2.1: user and password before the host',
  password: 'what follows the word',
  'api-key': 'forms that providers publish; otherwise what follows the word',
  jwt: 'RFC 7519',
  'private-key': 'RFC 7468',
  'crypto-address': 'Base58Check, BIP-173 and BIP-350 (Bech32), Ethereum addresses',
  'resident-id': 'China: GB 11643-1999, 18 characters with a check character, or 15 digits after the word',
  ssn: 'United States: Social Security Administration, ranges since 2011',
  'national-id':
    'United Kingdom (NINO), France (NIR), Spain (DNI, NIE), Hong Kong, Taiwan, with their check characters',
  passport: 'ICAO Doc 9303, after or before the word',
  'driver-licence': 'ISO/IEC 18013, after the word',
  'licence-plate': 'China: GA 36-2018; others after the word',
  vin: 'ISO 3779; check digit of 49 CFR 565 and GB 16735',
  'date-of-birth': 'ISO 8601 and what people write, beside the word; from 1915 on',
  'medical-id': 'NHS number and others, after the word',
  'credit-card': 'ISO/IEC 7812-1: issuer ranges and Luhn',
  iban: 'ISO 13616-1: length of the country and MOD 97-10',
  'bank-account': 'after the word',
  'tax-id':
    'Germany, Italy, United States and others, most after the word; China: GB 32100-2015 of one-person businesses',
  'person-name': 'after or before a word that says so; off unless asked for',
}

/** Every kind, in the order of {@link personalDataKinds}. */
export const allKinds = Object.keys(personalDataKinds) as readonly PersonalDataKind[]

/** What is looked for unless told otherwise: all but names, of which too few are found. */
export const defaultKinds: readonly PersonalDataKind[] = allKinds.filter(kind => kind !== 'person-name')
