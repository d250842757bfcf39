import { join } from 'node:path'
import ts from 'typescript'
import { PUBLISHED } from './published.testing.js'

const entries = PUBLISHED.flatMap(({ name, folder, exports = {} }) =>
  Object.entries(exports).map(([entry, conditions]) => ({
    entry: join(name, entry),
    types: join(folder, (conditions as { import: { types: string } }).import.types),
  })),
)
// What a user's editor shows: the types as they are built.
const program = ts.createProgram(
  entries.map(({ types }) => types),
  { target: ts.ScriptTarget.ES2023, moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
)
const checker = program.getTypeChecker()

const isSilent = (symbol: ts.Symbol): boolean => symbol.getDocumentationComment(checker).length === 0

const originOf = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

/** What can be called on an exported class, interface or object of ours. */
const methodsOf = (symbol: ts.Symbol): ts.Symbol[] => {
  const isType = symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol)
  if (type.isUnion()) return []
  return type.getProperties().filter((property) => {
    const [declaration] = property.declarations ?? []
    if (declaration === undefined || /node_modules|\/lib\.[\w.]+\.d\.ts$/.test(declaration.getSourceFile().fileName))
      return false
    const called = checker.getNonNullableType(checker.getTypeOfSymbol(property))
    return called.getCallSignatures().length > 0
  })
}

const silentIn = (types: string): string[] => {
  const file = program.getSourceFile(types)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${types} is not built: npm run build`)
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = originOf(exported)
    const methods = methodsOf(symbol).filter(isSilent)
    return [...(isSilent(symbol) ? [exported.name] : []), ...methods.map((method) => `${exported.name}.${method.name}`)]
  })
}

it.each(entries)(
  'everything that $entry exports, and everything that can be called on it, says what it promises',
  ({ types }) => {
    expect(silentIn(types)).toEqual([])
  },
)
