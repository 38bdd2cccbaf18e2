import { operatorCases } from './cases.ts'
import { layerCases } from './layer-cases.ts'

// The cases as `torch-results.py` reads them.
const cases = [...Object.values(operatorCases).flat(), ...layerCases]
process.stdout.write(JSON.stringify(cases.map(({ name, inputs, torch }) => ({ name, inputs, torch }))))
