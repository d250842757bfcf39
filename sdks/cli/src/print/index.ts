/**
 * How answers are shown: tables for people, JSON for programs.
 *
 * Invariant: what a server or another person wrote (names, paths, user agents) reaches the terminal without control characters.
 */
export { plain } from './plain.js'
export { printFacts, printTable } from './table.js'
export { ago, inWords } from './time.js'
