import { useNavigate } from '@tanstack/react-router'
import { ask } from '@1relay/custody'
import { useServices } from '../wiring/index.js'
import { forgetPerson } from './forget-person.js'

/** Ends the session of this browser and forgets everything that it opened. */
export const useSignOut = (): (() => Promise<void>) => {
  const services = useServices()
  const navigate = useNavigate()
  return async () => {
    services.vaultSession.lock()
    await ask(services.client.POST('/v1/auth/logout'), () => true)
    forgetPerson(services)
    await navigate({ to: '/' })
  }
}
