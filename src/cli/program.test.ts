import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { instar } from '../../test/cli/instar.ts'
import { packageVersion } from './versions.ts'

const commands = ['', 'raise', 'train', 'train pretrain', 'train sft', 'ask', 'chat', 'eval', 'tokenizer']
commands.push('data collect', 'tokenizer train', 'tokenizer encode', 'export', 'doctor')

describe('help', () => {
  test.each(commands)('instar %s --help, in English and Chinese', async command => {
    const args = [...command.split(' ').filter(Boolean), '--help']
    const english = await instar(args)
    expect(english).toMatchObject({ code: 0, err: '' })
    expect(english.out).toContain(`Usage: instar ${command}`.trimEnd())
    for (const flag of ['--json', '--quiet', '--lang', '--help', '--version']) expect(english.out).toContain(flag)
    expect(english.out).not.toMatch(/\p{Script=Han}/u)

    const chinese = await instar(args, { LANG: 'zh_CN.UTF-8' })
    expect(chinese).toMatchObject({ code: 0, err: '' })
    expect(chinese.out).toContain('用法：')
    expect(chinese.out).not.toMatch(/Usage|Options|Commands|Arguments|default|\[options\]|\[command\]/)
    expect(await instar([...args, '--lang', 'zh'])).toEqual(chinese)
    expect(await instar([...args, '--lang=en'], { LANG: 'zh_CN.UTF-8' })).toEqual(english)
  })

  test('the flags of a training stage are the keys of the recipe', async () => {
    const { out } = await instar(['train', 'pretrain', '--help'])
    for (const flag of ['--steps <integer>', '--optimizer.learningRate <number>', '--model.style <qwen3|llama|gpt2>'])
      expect(out).toContain(flag)
    expect(out).toMatch(/--contextLength <integer>\s+.*context\./)
  })

  test('the version', async () => {
    expect(await instar(['--version'])).toEqual({ code: 0, out: `${await packageVersion()}\n`, err: '' })
  })
})

describe('wrong usage', () => {
  test.each([
    [[], 'expected a command'],
    [['rase', 'tutor'], "unknown command 'rase'; did you mean raise?"],
    [['raise'], "missing argument 'RECIPE'"],
    [['doctor', '--thread', '2'], "unknown option '--thread'; did you mean --threads?"],
    [['doctor', 'now'], 'too many arguments'],
    [['export', 'x'], "option '--to <folder>' is required"],
    [['raise', 'tutor', '--out'], "option '--out <folder>' expects a value"],
    [['raise', 'tutor', '--lang', 'fr'], "'--lang <language>' cannot be 'fr': one of en, zh"],
    [['ask', 'x', '--max-tokens', 'many'], 'expected a whole number of at least 1, found "many"'],
    [['raise', 'nothing'], 'Expected the name of a recipe (poet, tutor) or the path of one, found "nothing"'],
    [['raise', 'tutor', '--set', 'base.stps=3'], 'base.stps: there is no such key; did you mean steps?'],
    [['raise', 'tutor', '--set', 'base'], 'Expected --set stage.key=value, but found "base"'],
    [['train', 'sft', 'poet'], 'The recipe poet has no stage of kind sft'],
    [['train', 'pretrain', 'tutor', '--steps', 'x'], 'expected a number, found the string "x"'],
    [['train', 'pretrain', 'tutor', '--stage', 'sft'], 'choose one of base with --stage'],
    [['chat', 'nowhere'], 'found none. `instar raise tutor` makes one in runs/tutor'],
    [['eval', 'src'], 'at src, but it has no config.json'],
    [['tokenizer', 'encode', 'nowhere', 'package.json'], 'Expected a tokenizer.json'],
    [['tokenizer', 'encode', 'nowhere', 'nowhere'], 'Expected a file at nowhere, found none'],
  ])('%j: %s', async (args, sentence) => {
    const { code, out, err } = await instar(args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(sentence)
    expect(err).not.toMatch(/^\s+at /m)
    expect(existsSync('runs/nothing')).toBe(false)
  })

  test('in Chinese', async () => {
    expect((await instar(['rase', '--lang', 'zh'])).err).toBe('错误：没有命令“rase”；是不是 raise？\n')
    expect((await instar(['chat', 'nowhere'], { LC_ALL: 'zh_CN' })).err).toMatch(/^错误：nowhere 应为运行目录/)
  })
})
