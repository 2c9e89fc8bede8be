import { receiveProductFile } from '@/lib/products/routes/files'

export const POST = receiveProductFile
