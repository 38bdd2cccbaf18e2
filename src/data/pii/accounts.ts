import { cue, matchAt, named, sentenceBefore } from './context.ts'
import type { Rule } from './rule.ts'

const afterWechat = /(?:[\s:：=,，(（/"'“]|weixin|id|account|user|name|号码|号|是|为|账号|我的|my|is|加)*/iy
const wechatId = /[A-Za-z][\w-]{5,19}(?![\w-])/y

/** WeChat ids: after the word, six characters or more that begin with a letter. */
export const wechat: Rule = {
  anchors: [],
  words: ['wechat', 'weixin', 'vx', 'wx', '微信', '威信', '薇信', '微 信'],
  find: (text, { end }) => {
    const between = matchAt(afterWechat, text.slice(end, end + 40), 0)?.[0] ?? ''
    const start = end + between.length
    const id = matchAt(wechatId, text, start)
    if (!id || /^(?:wechat|weixin|official|account|number|public)$/i.test(id[0])) return undefined
    const introduced = /[:：=号是为]\s*["'“]?$|\b(?:id|is)\b/i.test(between)
    if (!introduced && !/[\d_-]/.test(id[0])) return undefined
    if (!/[\d_-]/.test(id[0]) && !/[:：=是为号]/.test(between)) return undefined
    return { start, end: start + id[0].length, certainty: 'named' }
  },
}

const qqWords = cue('(?<![a-z])qq(?:群|账号|帐号|number|id)?(?: on| at)?|扣扣|企鹅号?|Q群|秋秋')
const qqAt = /(?<![a-z])qq at $/i

/** QQ numbers: after the word, 5 to 11 digits. */
export const qq: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (/^qq/i.test(text.slice(start, start + 2))) {
      return /^qq[1-9]\d{4,10}$/i.test(text.slice(start, end))
        ? { start: start + 2, end, certainty: 'named' }
        : undefined
    }
    const length = end - start
    if (!/^\d+$/.test(text.slice(start, end))) return undefined
    if (length < 5 || length > 11 || text[start] === '0' || /^\.\d/.test(text.slice(end, end + 2))) return undefined
    if (!named(text, start, qqWords) && !named(text, start, qqAt)) return undefined
    return { start, end, certainty: 'named' }
  },
}

const networks =
  /twitter|tweet|instagram|(?<![a-z])insta(?![a-z])|(?<![a-z])ig(?![a-z])|facebook|telegram|tiktok|mastodon|snapchat|youtube|linkedin|threads|bluesky|pinterest|discord|follow (?:me|us|him|her|them)|微博|推特|抖音|快手|小红书|电报|知乎|豆瓣|关注/i
const handle = /[A-Za-z0-9_](?:[\w.]{0,28}\w)?(?:@[a-z0-9-]+(?:\.[a-z0-9-]+)+)?/iy
/** What stands before the name in the address of a profile. */
const profiles: Readonly<Record<string, RegExp>> = {
  linkedin: /\.com\/in\//iy,
  facebook: /\.com\/(?!(?:pages|groups|events|watch|sharer?|help|login)\b)/iy,
  instagram: /\.com\/(?!(?:p|reel|explore|accounts|stories)\b)/iy,
  twitter: /\.com\/(?!(?:search|hashtag|intent|share|home|i)\b)@?/iy,
  x: /\.com\/(?!(?:search|hashtag|intent|share|home|i)\b)/iy,
  t: /\.me\/(?!(?:joinchat|s|share)\b)/iy,
  github: /\.com\/(?!(?:features|topics|search|login|about|pricing|orgs|settings|marketplace)\b)/iy,
  tiktok: /\.com\/@/iy,
  weibo: /\.com\/(?:u\/|n\/)?/iy,
  zhihu: /\.com\/people\//iy,
}
const profileName = /[A-Za-z0-9_][\w.-]{1,60}/y

/** @names where a network is named beside them, and addresses of profiles. */
export const socialHandle: Rule = {
  anchors: ['at'],
  words: Object.keys(profiles),
  find: (text, { start, end }) => {
    if (text[start] === '#') return undefined
    if (text[start] !== '@') return profile(text, start, end)
    if (/[\w./@-]/.test(text[start - 1] ?? ' ')) return undefined
    const name = matchAt(handle, text, end)
    if (!name || name[0].length < 3 || text[end + name[0].length] === '/') return undefined
    const last = end + name[0].length
    const around = `${sentenceBefore(text, start, 60)} ${/^[^\n.!?。！？]{0,40}/.exec(text.slice(last, last + 40))![0]}`
    return networks.test(around) ? { start, end: end + name[0].length, certainty: 'named' } : undefined
  },
}

function profile(text: string, start: number, end: number): ReturnType<Rule['find']> {
  const before = text.slice(Math.max(0, start - 12), start)
  if (/[\w.@-]$/.test(before) && !/(?:www|m|de|fr|zh)\.$/.test(before)) return undefined
  const path = matchAt(profiles[text.slice(start, end).toLowerCase()]!, text, end)
  if (!path) return undefined
  const name = matchAt(profileName, text, end + path[0].length)
  if (!name) return undefined
  const bare = name[0].replace(/[.-]+$/, '')
  const nameEnd = name.index + bare.length
  if (/^\/[\w-]/.test(text.slice(nameEnd, nameEnd + 2)) || bare.length < 3) return undefined
  const scheme = /(?:https?:\/\/)?(?:(?:www|m|de|fr|zh)\.)?$/.exec(before)![0]
  return { start: start - scheme.length, end: nameEnd, certainty: 'checked' }
}
