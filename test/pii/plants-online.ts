import { createHash } from 'node:crypto'
import type { Random } from '../../src/random/index.ts'
import { bech32Address, ethereumAddress } from './addresses.ts'
import { characters, fill, firstNames, lastNames, lettersAndDigits, patterns, withLuhn } from './draw.ts'
import type { PlantFamily } from './plants.ts'

const publicIp = (draw: Random) =>
  `${draw.pick([8, 23, 45, 62, 81, 93, 104, 114, 139, 151, 178, 185, 203, 212])}.${1 + draw.integer(254)}.${1 + draw.integer(254)}.${1 + draw.integer(254)}`
const group = (draw: Random) => fill(draw, '&***').replace(/^0+/, '')
const groups = (draw: Random, count: number) => Array.from({ length: count }, () => group(draw)).join(':')

const addressFormats = {
  four: publicIp,
  port: (draw: Random) => `${publicIp(draw)}`,
  full: (draw: Random) => `2a02:${groups(draw, 7)}`,
  shortened: (draw: Random) => `2607:${groups(draw, 2)}::${group(draw)}`,
  capitals: (draw: Random) => `2400:${groups(draw, 3)}::${group(draw)}`.toUpperCase(),
  documentLike: (draw: Random) => `2001:4860:${groups(draw, 1)}::8888`,
}

export const ipAddress: PlantFamily = {
  en: {
    formats: addressFormats,
    wordings: [
      'The request came from {} at noon.',
      'IP: {}',
      'Blocked {} after six failed logins.',
      '{} - - "GET /index.html" 200',
      'Edits by {} were undone.',
      'Received: from mail (unknown [{}])',
      'Client address {}, agent unknown.',
      'ping {}',
    ],
  },
  zh: {
    formats: addressFormats,
    wordings: [
      '登录IP：{}',
      '该用户的地址为{}，已被封禁。',
      '来自{}的访问最多。',
      '日志显示 {} 多次尝试登录。',
      '服务器IP是{}。',
      'ip地址:{}',
    ],
  },
}

const hardware = {
  colons: patterns('3c:22:fb:**:**:**', 'a4:83:e7:**:**:**'),
  capitals: (draw: Random) => fill(draw, '00:1A:2B:**:**:**').toUpperCase(),
  hyphens: (draw: Random) => fill(draw, 'F0-9F-C2-**-**-**').toUpperCase(),
  dots: patterns('0019.b9**.****', 'b827.eb**.****'),
}

export const macAddress: PlantFamily = {
  en: {
    formats: hardware,
    wordings: [
      'MAC: {}',
      'The card answers as {}.',
      'ether {} txqueuelen 1000',
      'Hardware address {}',
      'DHCP lease for {} granted',
      'My phone shows {} under Wi-Fi address.',
    ],
  },
  zh: {
    formats: hardware,
    wordings: [
      'MAC地址：{}',
      '网卡的物理地址是{}。',
      '设备{}已接入。',
      '路由器里看到{}在线。',
      '蓝牙地址 {}',
      '绑定{}后才能上网。',
    ],
  },
}

const secretWord = (draw: Random) =>
  draw.pick([
    () => fill(draw, '^~~~~##!'),
    () => fill(draw, '~~~~~~###'),
    () => fill(draw, '~#^~#~^#~~'),
    () => `${draw.pick(firstNames)}@${fill(draw, '####')}`,
  ])()

export const urlCredentials: PlantFamily = {
  en: {
    formats: {},
    wordings: [],
    complete: {
      web: draw =>
        `https://⟦${draw.pick(firstNames)}:${fill(draw, '~~##~~^^')}⟧@files.${draw.pick(lastNames)}.net/private`,
      ftp: draw => `ftp://⟦${draw.pick(firstNames)}:${fill(draw, '~~~####')}⟧@ftp.example.org`,
      database: draw =>
        `postgres://⟦${draw.pick(['app', 'admin', 'root'])}:${fill(draw, '^~~~##$~')}⟧@db.internal:5432/shop`,
      mongo: draw => `mongodb+srv://⟦${draw.pick(firstNames)}:${fill(draw, '~~~##~')}⟧@cluster0.mongodb.net`,
      redis: draw => `redis://⟦default:${fill(draw, '**********')}⟧@10.0.0.5:6379`,
    },
  },
  zh: {
    formats: {},
    wordings: [],
    complete: {
      web: draw => `http://⟦${draw.pick(firstNames)}:${fill(draw, '~~##~~^^')}⟧@nas.home.cn:8080/`,
      database: draw => `mysql://⟦root:${fill(draw, '^~~~##~')}⟧@192.168.1.20/blog`,
    },
  },
}

export const password: PlantFamily = {
  en: {
    formats: { word: secretWord, again: secretWord },
    wordings: [
      'password: {}',
      'The password is {} and nothing else.',
      'DB_PASSWORD={}',
      'Login with passwd: {}',
      'user: admin, pwd: {}',
      '"password": "{}"',
      'My old password was {}.',
      'Wi-Fi password {}',
    ],
  },
  zh: {
    formats: { word: secretWord, again: secretWord },
    wordings: [
      '密码：{}',
      '无线密码是{}。',
      '登录密码为 {} ，请勿外传。',
      '初始密码:{}',
      '口令：{}',
      '账号 admin 密码 {}',
      '解压密码：{}',
    ],
  },
}

const keys = {
  aws: (draw: Random) => `AKIA${characters(draw, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
  github: (draw: Random) => `${draw.pick(['ghp', 'gho', 'ghs'])}_${characters(draw, lettersAndDigits, 36)}`,
  githubFine: (draw: Random) =>
    `github_pat_${characters(draw, lettersAndDigits, 22)}_${characters(draw, lettersAndDigits, 59)}`,
  google: (draw: Random) => `AIza${characters(draw, `${lettersAndDigits}_-`, 35)}`,
  stripe: (draw: Random) => `${draw.pick(['sk', 'rk'])}_live_${characters(draw, lettersAndDigits, 24)}`,
  slack: (draw: Random) => `xoxb-${fill(draw, '&##########-&##########')}-${characters(draw, lettersAndDigits, 24)}`,
  openai: (draw: Random) => `sk-${characters(draw, lettersAndDigits, 48)}`,
  anthropicLike: (draw: Random) => `sk-proj-${characters(draw, lettersAndDigits, 40)}`,
  npm: (draw: Random) => `npm_${characters(draw, lettersAndDigits, 36)}`,
  huggingFace: (draw: Random) => `hf_${characters(draw, lettersAndDigits.slice(0, 52), 34)}`,
  gitlab: (draw: Random) => `glpat-${characters(draw, lettersAndDigits, 20)}`,
  sendgrid: (draw: Random) => `SG.${characters(draw, lettersAndDigits, 22)}.${characters(draw, lettersAndDigits, 43)}`,
}
const bareKey = (draw: Random) =>
  draw.pick([() => characters(draw, '0123456789abcdef', 32), () => `${characters(draw, lettersAndDigits, 39)}7`])()

export const apiKey: PlantFamily = {
  en: {
    formats: { bare: bareKey },
    wordings: [
      'api_key = "{}"',
      'API key: {}',
      'X-Api-Key: {}',
      'client_secret={}',
      'Authorization: Bearer {}',
      'My access token is {}',
      'AWS_SECRET_ACCESS_KEY={}',
    ],
    complete: keys,
  },
  zh: {
    formats: { bare: bareKey },
    wordings: ['密钥：{}', 'token：{}', 'AppSecret: {}', '接口密钥为 {}', '访问令牌是{}。', 'accessKey={}'],
    complete: keys,
  },
}

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const token: Readonly<Record<string, (draw: Random) => string>> = {
  plain: draw =>
    [
      base64url('{"alg":"HS256","typ":"JWT"}'),
      base64url(JSON.stringify({ sub: fill(draw, '########'), name: draw.pick(firstNames) })),
      createHash('sha256').update(fill(draw, '########')).digest('base64url'),
    ].join('.'),
  long: draw =>
    [
      base64url(JSON.stringify({ alg: 'RS256', kid: fill(draw, '********') })),
      base64url(JSON.stringify({ iss: 'https://login.example.org', exp: 1700000000 + draw.integer(9999999) })),
      characters(draw, `${lettersAndDigits}_-`, 342),
    ].join('.'),
}

export const jwt: PlantFamily = {
  en: { formats: {}, wordings: [], complete: token },
  zh: { formats: {}, wordings: [], complete: token },
}

const pem = (label: string) => (draw: Random) =>
  [
    `-----BEGIN ${label}-----`,
    ...Array.from({ length: 4 }, () => characters(draw, `${lettersAndDigits}+/`, 64)),
    `-----END ${label}-----`,
  ].join('\n')

export const privateKey: PlantFamily = {
  en: {
    formats: {},
    wordings: [],
    complete: { rsa: pem('RSA PRIVATE KEY'), pkcs8: pem('PRIVATE KEY'), ssh: pem('OPENSSH PRIVATE KEY') },
  },
  zh: { formats: {}, wordings: [], complete: { ec: pem('EC PRIVATE KEY'), locked: pem('ENCRYPTED PRIVATE KEY') } },
}

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Base58Check of a version byte and 20 bytes, as of a Bitcoin address. */
function base58Address(draw: Random, version: number): string {
  const payload = Buffer.from([version, ...Array.from({ length: 20 }, () => draw.integer(256))])
  const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const all = Buffer.concat([payload, sha(sha(payload)).subarray(0, 4)])
  let number = BigInt(`0x${all.toString('hex')}`)
  let text = ''
  for (; number > 0n; number /= 58n) text = base58[Number(number % 58n)] + text
  for (const byte of all) {
    if (byte !== 0) break
    text = `1${text}`
  }
  return text
}

const wallets: Readonly<Record<string, (draw: Random) => string>> = {
  bitcoin: draw => base58Address(draw, 0),
  script: draw => base58Address(draw, 5),
  segwit: draw => bech32Address(draw, 'bc', 0),
  taproot: draw => bech32Address(draw, 'bc', 1),
  litecoin: draw => base58Address(draw, 48),
  dogecoin: draw => base58Address(draw, 30),
  tron: draw => base58Address(draw, 65),
  ethereum: draw => ethereumAddress(draw),
}

export const cryptoAddress: PlantFamily = {
  en: { formats: {}, wordings: [], complete: wallets },
  zh: { formats: {}, wordings: [], complete: wallets },
}

const point = (draw: Random) => ({
  latitude: 20 + draw.integer(45),
  longitude: 3 + draw.integer(115),
  f: (n: number) => fill(draw, '#'.repeat(n)),
})
const places: Readonly<Record<string, (draw: Random) => string>> = {
  decimal: draw => {
    const { latitude, longitude, f } = point(draw)
    return `${latitude}.${f(5)}, ${longitude}.${f(5)}`
  },
  tight: draw => {
    const { latitude, longitude, f } = point(draw)
    return `${latitude}.${f(6)},-${longitude}.${f(6)}`
  },
  degrees: draw => {
    const { latitude, longitude, f } = point(draw)
    return `${latitude}.${f(4)}° N, ${longitude}.${f(4)}° W`
  },
  seconds: draw => {
    const { latitude, longitude } = point(draw)
    return `${latitude}°${10 + draw.integer(49)}'${10 + draw.integer(49)}.${draw.integer(10)}"N ${longitude}°${10 + draw.integer(49)}'${10 + draw.integer(49)}.${draw.integer(10)}"E`
  },
}

export const coordinates: PlantFamily = {
  en: {
    formats: places,
    wordings: [
      'GPS: {}',
      'He shared his location: {}',
      'Coordinates {}',
      'The photo was taken at lat/lon {}',
      'Position {} at 14:00',
      'geo:{}',
      'Meet me at {}, bring water.',
    ],
  },
  zh: {
    formats: {
      ...places,
      words: draw => {
        const { latitude, longitude, f } = point(draw)
        return `东经${longitude}.${f(4)}°，北纬${latitude}.${f(4)}°`
      },
      wordsFirst: draw => {
        const { latitude, longitude } = point(draw)
        return `北纬${latitude}度${10 + draw.integer(49)}分${10 + draw.integer(49)}秒，东经${longitude}度${10 + draw.integer(49)}分${10 + draw.integer(49)}秒`
      },
    },
    wordings: [
      '坐标：{}',
      '定位显示{}。',
      '我的位置是{}，快来。',
      'GPS坐标为{}。',
      '经纬度：{}',
      '手机最后出现在{}附近。',
    ],
  },
}

const deviceNumber = (draw: Random) =>
  withLuhn(fill(draw, draw.pick(['35####0#######', '86####0#######', '01####0#######'])))
const devices: Readonly<Record<string, (draw: Random) => string>> = {
  plain: deviceNumber,
  grouped: draw => deviceNumber(draw).replace(/^(..)(......)(......)(.)$/, '$1-$2-$3-$4'),
  spaced: draw => deviceNumber(draw).replace(/^(..)(......)(......)(.)$/, '$1 $2 $3 $4'),
}

export const imei: PlantFamily = {
  en: {
    formats: devices,
    wordings: [
      'IMEI: {}',
      'The stolen phone has the IMEI {}.',
      'IMEI number {}',
      'IMEI1 {}',
      'Its IMEI reads {} on the box.',
    ],
  },
  zh: {
    formats: devices,
    wordings: ['IMEI：{}', '手机串号为{}。', '设备识别码：{}', '手机的IMEI号是{}。', 'IMEI码 {} 已登记。'],
  },
}
