import { type RecipeField, recipeFields, stageDescription, stageFields } from './fields.ts'
import { stageKinds } from './schema.ts'

const words = {
  en: {
    title: 'Recipe reference',
    intro: 'A recipe is a YAML file. Every key below can also be set on the command line: `--set stage.key=value`.',
    recipe: 'The recipe',
    head: '| Key | Type | Default | What it is |',
    required: 'required',
    types: {} as Record<string, string>,
  },
  zh: {
    title: '配方参考',
    intro: '配方是一个 YAML 文件。以下各键也可在命令行设置：`--set 阶段.键=值`。',
    recipe: '配方',
    head: '| 键 | 类型 | 默认值 | 说明 |',
    required: '必填',
    types: {
      'list of ': '列表：',
      'map to ': '映射到',
      integer: '整数',
      number: '数',
      string: '文本',
      boolean: '真假',
      object: '一组键',
      filter: '过滤器',
    } as Record<string, string>,
  },
}

/** The reference page of all recipe keys as Markdown, made from the schema. */
export function recipeReference(language: 'en' | 'zh'): string {
  const word = words[language]
  const text = (about: { description: string; chinese: string }) =>
    language === 'zh' ? about.chinese : about.description
  const type = (name: string) =>
    Object.entries(word.types).reduce((text, [english, other]) => text.replaceAll(english, other), name)
  const table = (fields: readonly RecipeField[]) =>
    [
      word.head,
      '|---|---|---|---|',
      ...fields.map(field => {
        const value = field.required
          ? word.required
          : field.default === undefined || field.default === ''
            ? ''
            : code(field.default)
        return `| \`${field.path}\` | ${cell(type(field.type))} | ${value} | ${cell(text(field))} |`
      }),
    ].join('\n')
  const stages = stageKinds.map(
    kind => `## \`kind: ${kind}\`\n\n${text(stageDescription(kind))}\n\n${table(stageFields(kind))}\n`,
  )
  return `# ${word.title}\n\n${word.intro}\n\n## ${word.recipe}\n\n${table(recipeFields())}\n\n${stages.join('\n')}`
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
