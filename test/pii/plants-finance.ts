import type { Random } from '../../src/random/index.ts'
import { fill, grouped, patterns, someDay, two, withIbanCheck, withLuhn } from './draw.ts'
import type { PlantFamily } from './plants.ts'

const visa = (draw: Random) => withLuhn(fill(draw, '4##############'))
const mastercard = (draw: Random) =>
  withLuhn(fill(draw, draw.pick(['51#############', '55#############', '2221###########'])))
const unionPay = (draw: Random) => withLuhn(fill(draw, draw.pick(['621226#########', '622848#########'])))
const cards: PlantFamily['en']['formats'] = {
  visa,
  visaSpaced: draw => grouped(visa(draw), ' ', 4),
  visaHyphens: draw => grouped(visa(draw), '-', 4),
  mastercard,
  mastercardSpaced: draw => grouped(mastercard(draw), ' ', 4),
  american: draw => withLuhn(fill(draw, '37############')),
  americanSpaced: draw => grouped(withLuhn(fill(draw, '34############')), ' ', 4, 6, 5),
  discover: draw => withLuhn(fill(draw, '6011###########')),
  unionPay,
  unionPayLong: draw => withLuhn(fill(draw, '621700############')),
}

export const creditCard: PlantFamily = {
  en: {
    formats: cards,
    wordings: [
      'Card number: {}',
      'Charge it to {} please.',
      'My Visa is {}, expires 08/27.',
      'Paid with {} at the desk.',
      'Credit card {}',
      'CC# {}',
    ],
    complete: { visaSpaced: cards.visaSpaced!, mastercard },
  },
  zh: {
    formats: {
      visa,
      unionPay,
      spaced: draw => grouped(unionPay(draw), ' ', 4),
      long: cards.unionPayLong!,
      longSpaced: draw => grouped(cards.unionPayLong!(draw), ' ', 4),
      mastercard,
    },
    wordings: ['信用卡号：{}', '卡号是{}。', '请汇到{}，户名张三。', '银行卡：{}', '从{}扣款成功。', '工行卡 {}'],
  },
}

const germanAccount = (draw: Random) => withIbanCheck('DE', fill(draw, '##################'))
const ibans: PlantFamily['en']['formats'] = {
  german: germanAccount,
  germanSpaced: draw => grouped(germanAccount(draw), ' ', 4),
  british: draw => withIbanCheck('GB', fill(draw, '^^^^##############')),
  britishSpaced: draw => grouped(withIbanCheck('GB', fill(draw, '^^^^##############')), ' ', 4),
  french: draw => withIbanCheck('FR', fill(draw, '#######################')),
  dutch: draw => grouped(withIbanCheck('NL', fill(draw, '^^^^##########')), ' ', 4),
  swiss: draw => grouped(withIbanCheck('CH', fill(draw, '#################')), ' ', 4),
  spanish: draw => withIbanCheck('ES', fill(draw, '####################')),
}

export const iban: PlantFamily = {
  en: {
    formats: ibans,
    wordings: [
      'IBAN: {}',
      'Transfer the rent to {} by the first.',
      'Account {}',
      'Please pay to IBAN {} (Anna).',
      'The money went to {}.',
    ],
    complete: { german: germanAccount },
  },
  zh: {
    formats: ibans,
    wordings: ['IBAN：{}', '欧元账户：{}', '请汇款至{}。', '收款账号 {} 。', '国际银行账号为{}。'],
  },
}

export const bankAccount: PlantFamily = {
  en: {
    formats: {
      eight: patterns('########'),
      ten: patterns('&#########'),
      twelve: patterns('&###########'),
      british: patterns('##-##-## ########'),
    },
    wordings: [
      'Account number: {}',
      'Bank account no. {}',
      'Acct # {}',
      'Please wire it to account {} at the bank.',
      'sort code and account number: {}',
      'My bank account is {}.',
      'checking account {}',
    ],
  },
  zh: {
    formats: {
      long: patterns('&##################'),
      seventeen: patterns('&################'),
      short: patterns('&###########'),
    },
    wordings: [
      '银行账号：{}',
      '账号：{}',
      '开户行建设银行，账号{}。',
      '收款账户：{}',
      '对公账户为{}。',
      '银行帐号 {}',
      '汇款帐户：{}',
    ],
  },
}

/** Germany's tax id: ISO 7064 MOD 11,10; one digit occurs two or three times, the others once. */
function german(draw: Random): string {
  const shuffled = draw.shuffle([...'0123456789'])
  const doubled = draw.shuffle([...shuffled.slice(0, 9), shuffled[0]!])
  if (doubled[0] === '0') doubled.push(doubled.shift()!)
  if (doubled[0] === '0') doubled.reverse()
  let product = 10
  for (const digit of doubled) {
    const sum = (Number(digit) + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return `${doubled.join('')}${(11 - product) % 10}`
}

/** Italy: the odd places have a table, the even ones their value; modulo 26. */
function italian(draw: Random): string {
  const { year, month, day } = someDay(draw, 1940, 1999)
  const body = `${draw.pick(['RSSMRA', 'BNCGLI', 'VRDLCU', 'FRRNNA'])}${two(year % 100)}${'ABCDEHLMPRST'[month - 1]}${two(day)}${draw.pick(['H501', 'F205', 'L219'])}`
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
  const value = (character: string) => (/\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65)
  const sum = [...body].reduce((total, character, i) => total + (i % 2 ? value(character) : odd[value(character)]!), 0)
  return body + String.fromCharCode(65 + (sum % 26))
}

/** Germany's VAT number is checked like its tax id, without the rule about repeated digits. */
function germanVat(draw: Random): string {
  const body = fill(draw, '&#######')
  let product = 10
  for (const digit of body) product = (((Number(digit) + product) % 10 || 10) * 2) % 11
  return `DE${body}${(11 - product) % 10}`
}

/** The credit code of an individual business (GB 32100-2015): weights are powers of 3 modulo 31. */
function creditCode(draw: Random): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = `92${draw.pick(['330106', '440305', '110105'])}MA${fill(draw, '#^#####').replace(/[SVZIO]/g, 'K')}`
  let sum = 0
  let weight = 1
  for (const character of body) {
    sum += alphabet.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return body + alphabet[(31 - (sum % 31)) % 31]
}

export const taxId: PlantFamily = {
  en: {
    formats: {
      german,
      italian,
      individual: patterns('9##-7#-####', '9##-8#-####'),
      employer: patterns('4#-#######', '83-#######'),
      germanVat,
      british: patterns('##########'),
    },
    wordings: [
      'Tax ID: {}',
      'His tax identification number is {}.',
      'TIN: {}',
      'VAT or tax number: {}',
      'Tax number {}',
      'taxpayer id {}',
    ],
    complete: { italian },
  },
  zh: {
    formats: { creditCode, germanVat },
    wordings: ['纳税人识别号：{}', '税号：{}', '统一社会信用代码：{}', '个体工商户税务登记号为{}。', '税号是{}。'],
  },
}
