import { AppSecretRow } from './app-secret.row.js'
import { AppRow } from './app.row.js'

export const appRows = [AppRow, AppSecretRow] as const
