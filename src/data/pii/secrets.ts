import { cue, matchAt, named } from './context.ts'
import type { Rule } from './rule.ts'

const userInfo = /([^\s/@:?#<>"']{1,64}:[^\s/@<>"']{1,128})@[\w[-]/y
const placeholder = /^(?:user(?:name)?|login|name):(?:pass(?:word)?|pw|pwd|secret|\*+|x+)$/i

/** User and password inside an address, as in `https://user:password@host`. */
export const urlCredentials: Rule = {
  anchors: ['link'],
  find: (text, { end }) => {
    const match = matchAt(userInfo, text, end)
    if (!match || placeholder.test(match[1]!)) return undefined
    return { start: end, end: end + match[1]!.length, certainty: 'named' }
  },
}

const afterPassword = /(?:["']?[ \t]{0,2}(?:[:：=]|=>|is|was|为|是|（|\()[ \t]{0,2}["'“「]?|[ \t])/iy
const secret = /[\x21-\x7e]{4,64}/y

/** What follows the word "password": something with digits or signs in it, not a word of a sentence. */
export const password: Rule = {
  anchors: [],
  words: ['password', 'passwd', 'pwd', 'passphrase', 'passcode', 'pass', '密码', '口令', '密碼'],
  find: (text, { start, end }) => {
    const between = matchAt(afterPassword, text, end)?.[0]
    const value = between === undefined ? undefined : matchAt(secret, text, end + between.length)?.[0]
    if (between === undefined || value === undefined) return undefined
    const bare = value.replace(/["'”」`),;.?\]}>]+$/, '').replace(/(?:[,;"']|<).*$/, '')
    const strict = /[:：=]/.test(between)
    if (bare.length < 4 || /^(?:https?:|www\.|[<{$[]|\*+$|\/)/i.test(bare)) return undefined
    const mixed = /\d/.test(bare) && /[A-Za-z]/.test(bare)
    const only =
      /^\d{4,}$/.test(bare) &&
      /[:：=是为]|is/.test(between) &&
      !/^\s*[年月日位次个]/.test(text.slice(end + between.length + bare.length, end + between.length + bare.length + 2))
    const signs = strict && /[A-Za-z]/.test(bare) && /[!@#$%^&*?~]/.test(bare)
    if (!mixed && !only && !signs) return undefined
    if (end - start === 4 && !strict) return undefined
    if (!strict && /\d\.\d|^[A-Z\d]+-[a-z]+$/.test(bare)) return undefined
    const from = end + between.length
    return { start: from, end: from + bare.length, certainty: 'named' }
  },
}

/** Forms of keys as their issuers document them. */
const issued = new RegExp(
  [
    '(?:AKIA|ASIA|AROA|AIDA)[A-Z2-7]{16}', // Amazon Web Services
    'gh[opsru]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}', // GitHub
    'glpat-[\\w-]{20,64}', // GitLab
    'AIza[\\w-]{35}', // Google
    '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,247}', // Stripe
    'xox[abprs]-[A-Za-z0-9-]{10,250}', // Slack
    'sk-(?:proj-|ant-|svcacct-)?[\\w-]{20,200}', // OpenAI, Anthropic
    'npm_[A-Za-z0-9]{36}', // npm
    'hf_[A-Za-z]{34}', // Hugging Face
    'SG\\.[\\w-]{22}\\.[\\w-]{43}', // SendGrid
    'dop_v1_[0-9a-f]{64}', // DigitalOcean
    'pypi-[\\w-]{50,250}', // Python Package Index
    'LTAI[A-Za-z0-9]{12,20}', // Alibaba Cloud
    'AKID[A-Za-z0-9]{13,40}', // Tencent Cloud
    'ya29\\.[\\w-]{20,250}', // Google OAuth
  ]
    .map(form => `(?:${form})`)
    .join('|'),
  'y',
)
const keyWords = cue(
  '(?:api|access|secret|private|client|auth|app|account|refresh|session|consumer|encryption)[ _-]?(?:key|secret|token|id)|(?<![a-z])secret|(?<![a-z])token|bearer|密钥|秘钥|令牌|token|授权码|api ?key',
)
const bareKey = /[A-Za-z0-9][\w+/=.~-]{15,255}/y

/** Keys and tokens of services: in the forms of known issuers, or long and named by a word. */
export const apiKey: Rule = {
  anchors: ['mixed'],
  words: ['hf', 'sk', 'ghp', 'gho', 'ghs', 'npm', 'sg'],
  find: (text, { start, end }) => {
    let wordStart = start
    while (wordStart > 0 && start - wordStart < 100 && /[\w.-]/.test(text[wordStart - 1]!)) wordStart--
    for (const from of wordStart === start ? [start] : [wordStart, start]) {
      const known = matchAt(issued, text, from)
      if (known && !/\w/.test(text[from + known[0].length] ?? ' ') && !/\w/.test(text[from - 1] ?? ' '))
        return { start: from, end: from + known[0].length, certainty: 'named' }
    }
    if (end - start < 6) return undefined
    const key = matchAt(bareKey, text, wordStart)?.[0].replace(/[.]+$/, '')
    if (
      !key ||
      key.length < 16 ||
      !/\d/.test(key) ||
      !/[A-Za-z]/.test(key) ||
      /^[a-z]+\d*\.[a-z]{2,4}$/i.test(key) ||
      (/^\d|\/\//.test(key) && !/^[0-9a-zA-Z]+$/.test(key))
    )
      return undefined
    return named(text, wordStart, keyWords)
      ? { start: wordStart, end: wordStart + key.length, certainty: 'named' }
      : undefined
  },
}

/** JSON Web Tokens: three parts in base64url, of which two begin with `{"`. */
export const jwt: Rule = {
  anchors: ['mixed'],
  find: (text, { start }) => {
    if (!text.startsWith('eyJ', start) || /[\w.-]/.test(text[start - 1] ?? ' ')) return undefined
    const match = matchAt(/eyJ[\w-]{8,2048}\.eyJ[\w-]{8,8192}\.[\w-]{16,2048}/y, text, start)
    return match ? { start, end: start + match[0].length, certainty: 'named' } : undefined
  },
}

const begin = /^-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/
const longestKey = 16_384

/** Private keys in text form; one that is cut off is covered as far as it goes. */
export const privateKey: Rule = {
  anchors: [],
  words: ['begin'],
  find: (text, { start }) => {
    if (!text.startsWith('-----BEGIN ', start - 5)) return undefined
    const from = start - 5
    const block = text.slice(from, from + longestKey)
    const head = begin.exec(block)
    if (!head) return undefined
    const rest = block.slice(head[0].length)
    const body = /^[A-Za-z0-9+/=\s\\:,.-]*/.exec(rest)![0]
    const close = /-----END [A-Z0-9 ]{0,40}-----/.exec(body)
    const cut = body.search(/-----BEGIN/)
    const length = close
      ? close.index + close[0].length
      : cut >= 0
        ? cut
        : /^(?:\s*[A-Za-z0-9+/=]{20,})*/.exec(body)![0].length
    return { start: from, end: from + head[0].length + length, certainty: 'named' }
  },
}
