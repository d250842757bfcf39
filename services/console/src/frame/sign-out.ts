import { useNavigate } from '@tanstack/react-router'
import { ask } from '@1relay/custody'
import { toast } from '../ui/index.js'
import { useServices } from '../wiring/index.js'
import { forgetPerson } from './forget-person.js'

/** Ends the session of this browser and forgets everything that it opened. Says so if the session could not be ended: its cookie is still there. */
export const useSignOut = (): (() => Promise<void>) => {
  const services = useServices()
  const navigate = useNavigate()
  return async () => {
    services.vaultSession.lock()
    const ended = await ask(services.client.POST('/v1/auth/logout'), () => true)
    if (!ended.ok && ended.problem.code !== 'unauthenticated') return toast.problem(ended.problem)
    forgetPerson(services)
    await navigate({ to: '/' })
  }
}
