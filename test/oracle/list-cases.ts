import { operatorCases } from './cases.ts'

// The cases as `torch-results.py` reads them.
const cases = Object.values(operatorCases).flat()
process.stdout.write(JSON.stringify(cases.map(({ name, inputs, torch }) => ({ name, inputs, torch }))))
