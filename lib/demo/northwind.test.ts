import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { groupCodeOf, productCodeOf, toDemoData } from './northwind'

const read = (name: string) => readFileSync(`analytics/data/northwind/${name}.csv`, 'utf8')
const files = { categories: read('categories'), products: read('products'), suppliers: read('suppliers') }

describe('Northwind as demo data', () => {
  it('is 77 products in 8 groups', () => {
    const { groups, products } = toDemoData(files)
    expect(products).toHaveLength(77)
    expect(groups.map((group) => group.code)).toEqual([
      'BEVERAGES',
      'CONDIMENTS',
      'CONFECTIONS',
      'DAIRY-PRODUCTS',
      'GRAINS-CEREALS',
      'MEAT-POULTRY',
      'PRODUCE',
      'SEAFOOD',
    ])
    expect(new Set(products.map((product) => product.code)).size).toBe(77)
    expect(products.filter((product) => product.status === 'discontinued')).toHaveLength(8)
  })

  it('carries what Northwind says of a product, in its order', () => {
    const chai = toDemoData(files).products[0]
    expect(chai).toEqual({
      code: 'NW-001',
      name: 'Chai',
      groupCode: 'BEVERAGES',
      status: 'active',
      attributes: [
        { key: 'supplier', label: 'Supplier', type: 'text', value: 'Exotic Liquids' },
        { key: 'quantityPerUnit', label: 'Quantity per unit', type: 'text', value: '10 boxes x 20 bags' },
        { key: 'unitPrice', label: 'Unit price', type: 'number', value: 18, unit: 'USD' },
        { key: 'unitsInStock', label: 'Units in stock', type: 'number', value: 39 },
        { key: 'unitsOnOrder', label: 'Units on order', type: 'number', value: 0 },
        { key: 'reorderLevel', label: 'Reorder level', type: 'number', value: 10 },
      ],
    })
  })

  it('refuses a product of an unknown category instead of leaving it without a group', () => {
    const products = files.products.replace('1,Chai,1,1,', '1,Chai,1,99,')
    expect(() => toDemoData({ ...files, products })).toThrow(/product 1 names no known category/)
  })

  it('makes codes of names and numbers', () => {
    expect(groupCodeOf('Meat/Poultry')).toBe('MEAT-POULTRY')
    expect(productCodeOf(77)).toBe('NW-077')
  })
})
