import { receiveFile } from '@/lib/products/routes'

export const POST = receiveFile
