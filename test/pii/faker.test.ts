import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPersonalData, type PersonalDataKind } from '../../src/data/index.ts'

/** Values by country that Faker invented (faker-values.py), which knows nothing of our rules. */
const values = JSON.parse(readFileSync(join(import.meta.dirname, 'faker-values.json'), 'utf8')) as Record<
  PersonalDataKind,
  readonly (readonly [country: string, value: string])[]
>

/** What stands before a value, as in a form, and the least share that must be found whole. */
const forms: { readonly [K in PersonalDataKind]?: readonly [english: string, chinese: string, share: number] } = {
  email: ['Email: ', '邮箱：', 1],
  // Faker's Chinese addresses have no road with a number, some British and French ones no number.
  'street-address': ['Address: ', '住址：', 0.55],
  'ip-address': ['The visitor used ', '来自 ', 0.9],
  'mac-address': ['The card is ', '网卡 ', 1],
  'resident-id': ['Number ', '号码 ', 1],
  ssn: ['SSN: ', '社会安全号码：', 1],
  'national-id': ['National ID: ', '身分證：', 1],
  passport: ['Passport number: ', '护照号：', 1],
  'licence-plate': ['License plate: ', '车牌：', 0.95],
  vin: ['VIN: ', '车架号：', 1],
  'credit-card': ['Card: ', '卡号：', 0.9],
  iban: ['Pay to ', '请汇到 ', 1],
  'tax-id': ['Tax ID: ', '税号：', 1],
}

describe('values of Faker', () => {
  it.each(Object.entries(forms) as [PersonalDataKind, (typeof forms)['email'] & {}][])(
    '%s',
    (kind, [english, chinese, share]) => {
      const wholes = values[kind]
        .filter(([, value]) => !/@example\./.test(value))
        .map(([country, value]) => {
          const before = /^zh/.test(country) ? chinese : english
          const [start, end] = [before.length, before.length + value.length]
          return findPersonalData(`${before}${value}. `).some(
            span => span.kind === kind && span.start <= start && span.end >= end,
          )
        })
      expect(wholes.length).toBeGreaterThanOrEqual(24)
      expect(wholes.filter(whole => whole).length / wholes.length).toBeGreaterThanOrEqual(share)
    },
  )
})
