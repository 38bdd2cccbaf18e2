import type { Random } from '../../src/random/index.ts'
import { fill, grouped, patterns, someDay, two, withResidentCheck } from './draw.ts'
import type { PlantFamily } from './plants.ts'

const regions = ['110105', '310104', '440305', '330106', '510107', '320583', '420111', '610113', '370202', '350203']

function residentNumber(draw: Random): string {
  const { year, month, day } = someDay(draw, 1940, 2015)
  return withResidentCheck(`${draw.pick(regions)}${year}${two(month)}${two(day)}${fill(draw, '###')}`)
}
const residentFormats: PlantFamily['en']['formats'] = {
  plain: residentNumber,
  small: draw => residentNumber(draw).toLowerCase(),
  spaced: draw => grouped(residentNumber(draw), ' ', 6, 8, 4),
  wide: draw => residentNumber(draw).replace(/\d/g, digit => '０１２３４５６７８９'[Number(digit)]!),
}
const oldResident = (draw: Random) => {
  const { year, month, day } = someDay(draw, 1940, 1985)
  return `${draw.pick(regions)}${two(year % 100)}${two(month)}${two(day)}${fill(draw, '###')}`
}

export const residentId: PlantFamily = {
  en: {
    formats: residentFormats,
    wordings: [
      'Chinese ID number: {}',
      'His resident identity card reads {}.',
      'ID {}',
      'The form shows {} in the second line.',
      'Resident ID: {}',
    ],
  },
  zh: {
    formats: { ...residentFormats, old: oldResident },
    wordings: [
      '身份证号：{}',
      '身份证号码为{}。',
      '公民身份号码：{}',
      '他的身份证是{}，请核对。',
      '李某（身份证{}）',
      '证件号码：{}',
      '身份证:{}',
    ],
    complete: { plain: residentNumber },
  },
}

const socialSecurity = (separator: string) => (draw: Random) =>
  [100 + draw.integer(565), two(1 + draw.integer(99)), fill(draw, '&###')].join(separator)

export const ssn: PlantFamily = {
  en: {
    formats: {
      hyphens: socialSecurity('-'),
      spaces: socialSecurity(' '),
      plain: socialSecurity(''),
      again: socialSecurity('-'),
    },
    wordings: [
      'SSN: {}',
      'Her social security number is {}.',
      'Social Security No. {}',
      'My social is {}, as asked.',
      'SSN {}',
      'Soc. Sec. #: {}',
    ],
    complete: { hyphens: socialSecurity('-') },
  },
  zh: {
    formats: { hyphens: socialSecurity('-'), again: socialSecurity('-') },
    wordings: ['美国社会安全号码：{}', '他的SSN是{}。', '社会安全号{}', '社安号：{}'],
  },
}

/** Spain: the letter is the number modulo 23 in a fixed list. */
const spanish = (draw: Random) => {
  const number = fill(draw, '&#######')
  return number + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]
}
/** France: 97 less the number modulo 97. */
const french = (draw: Random) => {
  const body = `${1 + draw.integer(2)}${two(50 + draw.integer(49))}${two(1 + draw.integer(12))}${two(1 + draw.integer(90))}${fill(draw, '###')}${fill(draw, '###')}`
  return `${body}${two(97 - Number(BigInt(body) % 97n))}`
}
/** Hong Kong: weights 9 to 2, an empty first letter counts 36, modulo 11. */
const hongKong = (draw: Random) => {
  const letter = fill(draw, '^')
  const digits = fill(draw, '######')
  const sum =
    36 * 9 +
    (letter.charCodeAt(0) - 55) * 8 +
    [...digits].reduce((total, digit, i) => total + Number(digit) * (7 - i), 0)
  const check = (11 - (sum % 11)) % 11
  return `${letter}${digits}(${check === 10 ? 'A' : check})`
}
/** Taiwan: the letter stands for two digits; weights 1, 9, 8 … 1, 1; the sum is a multiple of 10. */
const taiwanese = (draw: Random) => {
  const letters = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'
  const letter = draw.pick([...letters])
  const code = letters.indexOf(letter) + 10
  const body = `${1 + draw.integer(2)}${fill(draw, '#######')}`
  const sum =
    Math.floor(code / 10) + (code % 10) * 9 + [...body].reduce((total, digit, i) => total + Number(digit) * (8 - i), 0)
  return `${letter}${body}${(10 - (sum % 10)) % 10}`
}
const british = (draw: Random) =>
  `${draw.pick(['AB', 'JK', 'PX', 'SR', 'CE'])}${fill(draw, '######')}${draw.pick(['A', 'B', 'C', 'D'])}`

export const nationalId: PlantFamily = {
  en: {
    formats: {
      british,
      britishSpaced: draw => grouped(british(draw), ' ', 2),
      spanish,
      french,
      frenchSpaced: draw => grouped(french(draw), ' ', 1, 2, 2, 2, 3, 3, 2),
      hongKong,
      taiwanese,
    },
    wordings: [
      'National insurance number or national ID: {}',
      'ID card number {}',
      'Her NI number is {}.',
      'Identity no. {}',
      'My national ID is {}, issued last year.',
      'ID card: {}',
    ],
    complete: { british: draw => grouped(british(draw), ' ', 2), hongKong },
  },
  zh: {
    formats: { hongKong, taiwanese },
    wordings: ['香港身份证号码：{}', '身份證字號：{}', '港澳台居民证件号：{}', '他的身份证号是{}。', '身分證：{}'],
    complete: { hongKong },
  },
}

const passports = {
  chinese: patterns('E########', 'E^#######', 'G########'),
  american: patterns('&########', '^########'),
  german: patterns('C0####^#^', 'CF####^#^'),
  indian: patterns('^#######'),
}

export const passport: PlantFamily = {
  en: {
    formats: passports,
    wordings: [
      'Passport number: {}',
      'Passport No. {}',
      'He travels on passport {}.',
      'My passport number is {}, valid until May.',
      'Passport #{}',
      'Travel document number {}',
      'the holder of passport no {} may pass',
    ],
  },
  zh: {
    formats: { chinese: passports.chinese, other: passports.chinese, travel: patterns('C########', 'H########') },
    wordings: [
      '护照号：{}',
      '护照号码为{}。',
      '持{}号护照入境。',
      '他的护照是{}。',
      '护照：{}',
      '通行证号码：{}',
      '因私护照 {} 已遗失，声明作废。',
    ],
  },
}

export const driverLicence: PlantFamily = {
  en: {
    formats: {
      california: patterns('^#######'),
      florida: patterns('^###-###-##-###-#'),
      newYork: patterns('### ### ###', '&########'),
      british: draw =>
        `${draw.pick(['MORGA', 'SMITH', 'TAYLO', 'HUGHE'])}${fill(draw, '6')}${two(1 + draw.integer(12))}${two(1 + draw.integer(28))}${fill(draw, '#^^9^^')}`,
      illinois: patterns('^###-####-####'),
    },
    wordings: [
      "Driver's license: {}",
      'Driver license number {}',
      'Driving licence no. {}',
      'DL# {}',
      "His driver's licence {} was revoked.",
      'My driving license number is {}.',
      'licence number: {} (driver)',
    ],
  },
  zh: {
    formats: { number: patterns('3301########'), archive: patterns('4403########') },
    wordings: ['驾驶证号：{}', '驾照号码是{}。', '驾驶证档案编号：{}', '机动车驾驶证编号{}', '驾照{}已被暂扣。'],
  },
}

const plateLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const region = (draw: Random) => draw.pick([...'京沪粤浙苏川鲁冀豫鄂湘津渝陕闽']) + plateLetters[draw.integer(6)]
const plates: PlantFamily['zh']['formats'] = {
  plain: draw => `${region(draw)}${fill(draw, '#####')}`,
  mixed: draw => `${region(draw)}${fill(draw, '^####')}`,
  mixedLater: draw => `${region(draw)}${fill(draw, '##^##')}`,
  dot: draw => `${region(draw)}·${fill(draw, '^###^')}`,
  electric: draw => `${region(draw)}${draw.pick(['D', 'F'])}${fill(draw, '#####')}`,
  electricMixed: draw => `${region(draw)}D^####`.replace('^', fill(draw, '^')).replace('####', fill(draw, '####')),
  police: draw => `${region(draw)}${fill(draw, '####')}警`,
  spaced: draw => `${region(draw)} ${fill(draw, '#####')}`,
}

export const licencePlate: PlantFamily = {
  en: {
    formats: {
      california: patterns('&^^^###'),
      british: patterns('^^## ^^^', '^^##^^^'),
      texas: patterns('^^^-####', '^^^ ####'),
      german: patterns('B-^^ ####', 'M ^^ ###'),
      chinese: plates.plain!,
    },
    wordings: [
      'License plate: {}',
      'The car with number plate {} drove off.',
      'Plate number {}',
      'His registration number is {} (a red Golf).',
      'licence plate {}',
      'the car, plate no. {}, was parked outside',
    ],
  },
  zh: {
    formats: plates,
    wordings: [
      '车牌号：{}',
      '肇事车辆{}已逃逸。',
      '一辆{}的轿车停在门口。',
      '车牌为{}。',
      '请{}的车主挪车。',
      '我的车是{}，白色。',
    ],
  },
}

/** The check digit of a vehicle identification number: transliterated letters with weights, modulo 11 (49 CFR 565.15). */
function vehicle(draw: Random): string {
  const body = fill(
    draw,
    draw.pick(['1HGCM8263#A######', 'LSVAM4187#2######', 'WBA3A5C5#CF######', '5YJSA1E1#HF######']),
  ).split('')
  const values: Record<string, number> = {
    A: 1,
    B: 2,
    C: 3,
    D: 4,
    E: 5,
    F: 6,
    G: 7,
    H: 8,
    J: 1,
    K: 2,
    L: 3,
    M: 4,
    N: 5,
    P: 7,
    R: 9,
    S: 2,
    T: 3,
    U: 4,
    V: 5,
    W: 6,
    X: 7,
    Y: 8,
    Z: 9,
  }
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
  const sum =
    body.reduce((total, character, i) => total + (values[character] ?? Number(character)) * weights[i]!, 0) % 11
  body[8] = sum === 10 ? 'X' : String(sum)
  return body.join('')
}

export const vin: PlantFamily = {
  en: {
    formats: { vehicle },
    wordings: [
      'VIN: {}',
      'The vehicle identification number is {}.',
      'chassis number {}',
      'VIN {} was reported stolen.',
      'VIN# {}',
    ],
    complete: { vehicle },
  },
  zh: {
    formats: { vehicle },
    wordings: ['车架号：{}', '车辆识别代号为{}。', '车辆识别码{}', 'VIN码：{}', '大架号 {}'],
  },
}

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const birthday =
  (write: (day: { year: number; month: number; day: number }, name: string) => string) => (draw: Random) => {
    const day = someDay(draw, 1935, 2018)
    return write(day, monthNames[day.month - 1]!)
  }

export const dateOfBirth: PlantFamily = {
  en: {
    formats: {
      iso: birthday(({ year, month, day }) => `${year}-${two(month)}-${two(day)}`),
      slashes: birthday(({ year, month, day }) => `${two(month)}/${two(day)}/${year}`),
      british: birthday(({ year, day }, name) => `${day} ${name} ${year}`),
      american: birthday(({ year, day }, name) => `${name} ${day}, ${year}`),
      dots: birthday(({ year, month, day }) => `${two(day)}.${two(month)}.${year}`),
      short: birthday(({ year, day }, name) => `${day}-${name.slice(0, 3)}-${year}`),
      ordinal: birthday(({ year, day }, name) =>
        `${day}th of ${name} ${year}`
          .replace(/\b([23]?1)th/, '$1st')
          .replace(/\b(2?2)th/, '$1nd')
          .replace(/\b(2?3)th/, '$1rd'),
      ),
    },
    wordings: [
      'DOB: {}',
      'Date of birth: {}',
      'She was born on {} in a small town.',
      'Birthday: {}',
      'born {}',
      'My birth date is {}.',
      'd.o.b. {}',
      'His birthday is {}.',
    ],
  },
  zh: {
    formats: {
      iso: birthday(({ year, month, day }) => `${year}-${two(month)}-${two(day)}`),
      chinese: birthday(({ year, month, day }) => `${year}年${month}月${day}日`),
      dots: birthday(({ year, month, day }) => `${year}.${month}.${day}`),
      slashes: birthday(({ year, month, day }) => `${year}/${month}/${day}`),
      compact: birthday(({ year, month, day }) => `${year}${two(month)}${two(day)}`),
    },
    wordings: [
      '出生日期：{}',
      '生日：{}',
      '出生年月日：{}',
      '他的生日是{}。',
      '出生于{}，汉族。',
      '{}出生，现住杭州。',
      '生于{}',
    ],
  },
}

/** The NHS number: weights 10 to 2, modulo 11. */
function nhs(draw: Random): string {
  for (;;) {
    const body = fill(draw, '4########')
    const check = 11 - ([...body].reduce((sum, digit, i) => sum + Number(digit) * (10 - i), 0) % 11)
    if (check !== 10) return body + (check === 11 ? 0 : check)
  }
}

export const medicalId: PlantFamily = {
  en: {
    formats: {
      nhs,
      nhsSpaced: draw => grouped(nhs(draw), ' ', 3, 3, 4),
      record: patterns('MRN-#######', '########'),
      short: patterns('&######'),
    },
    wordings: [
      'NHS number: {}',
      'Medical record number {}',
      'MRN: {}',
      'Patient ID: {}',
      'The patient, hospital number {}, was sent home.',
      'Health insurance number {}',
    ],
  },
  zh: {
    formats: { record: patterns('&#######'), longer: patterns('##########'), letter: patterns('M#######') },
    wordings: ['病历号：{}', '住院号：{}', '医保卡号{}', '社保卡号：{}', '就诊卡号为{}。', '门诊号 {}'],
  },
}
