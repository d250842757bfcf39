import { Sheet } from './sheet.js'

export const ConfirmPage = () => <Sheet title="Sign in">{null}</Sheet>
