import type { AddCommand } from '../program.ts'
import { addClassifier } from './data-classifier.ts'
import { addClean } from './data-clean.ts'
import { addCollect } from './data-collect.ts'
import { addInspect } from './data-inspect.ts'

/** What is done with documents, before any model: each verb in a file of its own. */
export const addData: AddCommand = (parent, setup) => {
  const data = parent.command('data').description(setup.text.help.commands.data)
  for (const add of [addCollect, addClean, addInspect, addClassifier]) add(data, setup)
}
