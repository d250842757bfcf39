import { Body, Controller, Inject, Param, Put } from '@nestjs/common'
import { invalidField } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { isPlan } from './workspace.js'
import { Workspaces } from './workspaces.service.js'

@Controller('internal/workspaces')
export class WorkspacePlansController {
  constructor(@Inject(Workspaces) private readonly workspaces: Workspaces) {}

  /** For who runs the installation: `{ "plan": "free" | "builder" | "team" | "business" }`. */
  @Put(':workspaceId/plan')
  @Access('internal')
  @SkipThrottle({ default: true })
  async set(@Param('workspaceId') id: string, @Body() body: unknown): Promise<unknown> {
    const { plan } = (body ?? {}) as { plan?: unknown }
    if (!isPlan(plan)) throw invalidField('/plan', 'is no plan')
    const workspace = await this.workspaces.setPlan(id, plan)
    return { workspace: { id: workspace.id, plan: workspace.plan } }
  }
}
