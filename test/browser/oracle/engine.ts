import { serveEngine } from '../../../src/runtime/web.ts'

serveEngine()
