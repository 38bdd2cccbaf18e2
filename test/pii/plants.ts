import type { Language } from '../../src/data/index.ts'
import type { PersonalDataKind } from '../../src/data/pii/index.ts'
import type { Maker } from './draw.ts'
import { email, phone, qq, socialHandle, streetAddress, wechat } from './plants-contact.ts'
import { bankAccount, creditCard, iban, taxId } from './plants-finance.ts'
import {
  dateOfBirth,
  driverLicence,
  licencePlate,
  medicalId,
  nationalId,
  passport,
  residentId,
  ssn,
  vin,
} from './plants-identity.ts'
import {
  apiKey,
  coordinates,
  cryptoAddress,
  imei,
  ipAddress,
  jwt,
  macAddress,
  password,
  privateKey,
  urlCredentials,
} from './plants-online.ts'

/** Values of a kind, and sentences in which `{}` is the value. */
export interface PlantList {
  /** Makers of values that a sentence of `wordings` introduces. */
  readonly formats: Readonly<Record<string, Maker>>
  readonly wordings: readonly string[]
  /** Makers of values that say by themselves what they are; they also stand in sentences that say nothing. */
  readonly complete?: Readonly<Record<string, Maker>>
}

export type PlantFamily = { readonly [L in Language]: PlantList }

/** What is planted, for every kind but names, which have a labelled set of their own. */
export const plants: { readonly [K in Exclude<PersonalDataKind, 'person-name'>]: PlantFamily } = {
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
}

/** Sentences that say nothing about the value. */
export const neutralWordings: { readonly [L in Language]: readonly string[] } = {
  en: [
    'We found {} on the second page.',
    '{}',
    'He wrote {} on the back of the envelope.',
    'The entry reads {} and was never changed.',
    'See {} for the rest.',
    'Somebody had pasted {} into the chat.',
  ],
  zh: [
    '第二页上写着 {} 。',
    '{}',
    '有人在群里贴出了 {} ，很快又删了。',
    '记录显示为 {} 。',
    '他在纸条背面写下 {} 。',
    '其中一行是 {} ，没有说明。',
  ],
}
