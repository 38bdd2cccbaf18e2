import type { Splitter } from './split.ts'

/** Four-letter names of the scripts that Unicode knows; those that this engine does not know yet are passed over. */
const names =
  'Adlm Aghb Ahom Arab Armi Armn Avst Bali Bamu Bass Batk Beng Bhks Bopo Brah Brai Bugi Buhd Cakm Cans Cari Cham Cher ' +
  'Chrs Copt Cpmn Cprt Cyrl Deva Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Gara Geor Glag Gong Gonm Goth Gran Grek Gujr ' +
  'Gukh Guru Hang Hano Hatr Hebr Hluw Hmng Hmnp Hung Ital Java Kali Kawi Khar Khmr Khoj Kits Knda Krai Kthi Lana Laoo ' +
  'Latn Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Maka Mand Mani Marc Medf Mend Merc Mero Mlym Modi Mong Mroo Mtei Mult ' +
  'Mymr Nagm Nand Narb Nbat Newa Nkoo Nshu Ogam Olck Onao Orkh Orya Osge Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx ' +
  'Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd Sidd Sind Sinh Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb ' +
  'Takr Tale Talu Taml Tang Tavt Telu Tfng Tglg Thaa Thai Tibt Tirh Tnsa Todr Toto Tutg Ugar Vaii Vith Wara Wcho Xpeo ' +
  'Xsux Yezi Yiii Zanb Zinh Zyyy Hani Hira Kana'

let patterns: readonly (readonly [name: string, pattern: RegExp])[] | undefined

function scriptPatterns(): readonly (readonly [string, RegExp])[] {
  patterns ??= names.split(' ').flatMap(name => {
    try {
      return [[name, new RegExp(`^\\p{Script=${name}}$`, 'u')] as const]
    } catch {
      return []
    }
  })
  return patterns
}

/** A space, and what has no script, goes with whatever stands beside it. */
const any = 'any'
const known = new Map<string, string>()

/** The script of a character as SentencePiece sees it: kana are Han. */
function scriptOf(character: string): string {
  let script = known.get(character)
  if (script === undefined) {
    script = scriptPatterns().find(([, pattern]) => pattern.test(character))?.[0] ?? any
    if (script === 'Hira' || script === 'Kana' || character === 'ー') script = 'Hani'
    if (character === ' ') script = any
    known.set(character, script)
  }
  return script
}

/** Cuts where the script changes. */
export const unicodeScripts: Splitter = text => {
  const pieces: ReturnType<Splitter>[number][] = []
  let [start, end] = [0, 0]
  let last: string | undefined
  for (const character of text.value) {
    const script = scriptOf(character)
    if (script !== any && script !== last) {
      // Spaces before the first script are in no piece, as in Hugging Face's tokenizers.
      if (last !== undefined) pieces.push(text.slice(start, end))
      start = end
    }
    end += character.length
    if (script !== any) last = script
  }
  if (last !== undefined) pieces.push(text.slice(start, end))
  return pieces
}
