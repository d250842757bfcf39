import { VENDORS } from '@1relay/contracts'
import { Controller, Get } from '@nestjs/common'
import { Access } from '../edge/index.js'

@Controller('v1/vendors')
export class VendorsController {
  @Get()
  @Access('anonymous')
  list(): unknown {
    return { vendors: VENDORS }
  }
}
