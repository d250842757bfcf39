import { Page } from '../ui/index.js'

export const RecoverPage = () => <Page title="Recover your vault">{null}</Page>
