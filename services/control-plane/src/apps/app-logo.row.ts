import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('app_logos')
export class AppLogoRow {
  @PrimaryColumn('text', { name: 'app_id' })
  appId!: string

  @Column('text')
  name!: string

  @Column('text', { name: 'media_type' })
  mediaType!: string

  @Column('bytea')
  image!: Buffer
}
