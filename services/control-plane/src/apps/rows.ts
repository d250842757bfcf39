import { AppLogoRow } from './app-logo.row.js'
import { AppSecretRow } from './app-secret.row.js'
import { AppRow } from './app.row.js'

export const appRows = [AppRow, AppSecretRow, AppLogoRow] as const
