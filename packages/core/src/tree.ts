import { ArgumentError } from './errors.js'

/** Leaves in nested records: `{ a: leaf, b: { c: leaf } }`, or a leaf alone. @public */
export type Nested<L> = L | { readonly [name: string]: Nested<L> }

/** Tells the leaves of a tree from its records. */
export type IsLeaf<L> = (value: unknown) => value is L

/**
 * The leaves of a tree with their paths (`layers.0.weight`; '' for a leaf alone), in the order of the records.
 * @throws ArgumentError, naming the path, for what is neither a leaf nor a record, and for names that are empty or hold a dot.
 */
export function flattenTree<L>(tree: Nested<L>, isLeaf: IsLeaf<L>): [path: string, leaf: L][] {
  return leavesIn(tree, isLeaf, branchesOf)
}

/**
 * A tree of the same records with other leaves.
 * @param change gets each leaf and its path.
 * @throws ArgumentError like {@link flattenTree}.
 */
export function mapTree<L, M>(
  tree: Nested<L>,
  isLeaf: IsLeaf<L>,
  change: (leaf: L, path: string) => M,
  path = '',
): Nested<M> {
  return mapLeaves(tree, isLeaf, branchesOf, change, path)
}

/** The named parts of what is no leaf; throws where a tree may not be so. */
export type Branches = (tree: unknown, path: string) => readonly (readonly [name: string, branch: unknown])[]

/** The leaves of a tree with their paths, where `branches` says what else it may hold. */
export function leavesIn<L>(tree: unknown, isLeaf: IsLeaf<L>, branches: Branches): [path: string, leaf: L][] {
  const leaves: [string, L][] = []
  mapLeaves(tree, isLeaf, branches, (leaf, path) => leaves.push([path, leaf]))
  return leaves
}

/** A tree of the same records with other leaves, where `branches` says what else it may hold. */
export function mapLeaves<L, M>(
  tree: unknown,
  isLeaf: IsLeaf<L>,
  branches: Branches,
  change: (leaf: L, path: string) => M,
  path = '',
): Nested<M> {
  if (isLeaf(tree)) return change(tree, path)
  return Object.fromEntries(
    branches(tree, path).map(([name, branch]): [string, Nested<M>] => [
      name,
      mapLeaves(branch, isLeaf, branches, change, join(path, name)),
    ]),
  )
}

/** Whatever an object holds: names with dots too, as models have them. */
export function entriesOf(tree: unknown): [name: string, branch: unknown][] {
  return Object.entries(tree as object)
}

/**
 * The tree whose leaves have these paths: the inverse of {@link flattenTree}.
 * @throws ArgumentError when a path occurs twice, goes through a leaf, or has an empty name.
 */
export function unflattenTree<L>(entries: Iterable<readonly [path: string, leaf: L]>): Nested<L> {
  const list = [...entries]
  return list.length === 1 && list[0]![0] === '' ? list[0]![1] : unflattenRecord(list)
}

function unflattenRecord<L>(list: readonly (readonly [path: string, leaf: L])[]): Nested<L> {
  const groups = new Map<string, (readonly [string, L])[]>()
  const leaves = new Map<string, L>()
  for (const [path, leaf] of list) {
    const dot = path.indexOf('.')
    const name = dot < 0 ? path : path.slice(0, dot)
    if (name === '' || leaves.has(name) || (dot < 0 && groups.has(name)))
      throw new ArgumentError({
        what: name === '' ? `a path has an empty name: '${path}'` : `'${name}' is a leaf and something else at once`,
        where: path,
        fix: 'Give every leaf a path of its own: names with dots between them.',
      })
    if (dot < 0) leaves.set(name, leaf)
    groups.set(name, [...(groups.get(name) ?? []), [path.slice(name.length + 1), leaf]])
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, leaves.has(name) ? leaves.get(name)! : unflattenRecord(group)]),
  )
}

/**
 * Checks that two trees have leaves at the same paths; the order of names does not count.
 * @param names what the trees are, for messages.
 * @throws ArgumentError that names the first path which only one of them has.
 */
export function assertSameTree<L, M>(
  actual: Nested<L>,
  isActualLeaf: IsLeaf<L>,
  expected: Nested<M>,
  isExpectedLeaf: IsLeaf<M>,
  names: { readonly actual: string; readonly expected: string },
): void {
  const found = new Set(flattenTree(actual, isActualLeaf).map(([path]) => path))
  const wanted = new Set(flattenTree(expected, isExpectedLeaf).map(([path]) => path))
  const missing = [...wanted].find((path) => !found.has(path))
  const extra = [...found].find((path) => !wanted.has(path))
  if (missing === undefined && extra === undefined) return
  const where = missing ?? extra!
  throw new ArgumentError({
    what:
      missing === undefined
        ? `${names.actual} has '${where}', which ${names.expected} lacks`
        : `${names.actual} lacks '${where}', which ${names.expected} has`,
    where,
    fix: `Give ${names.actual} the names of ${names.expected}.`,
  })
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function branchesOf(tree: unknown, path: string): [string, unknown][] {
  const place = path === '' ? 'the tree' : `'${path}'`
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree) || ArrayBuffer.isView(tree))
    throw new ArgumentError({
      what: `${place} must be a leaf or a record of such; got ${tree === null ? 'null' : Array.isArray(tree) ? 'an array' : typeof tree}`,
      where: path,
      fix: 'Nest records: { layer: { weight } }.',
    })
  const branches = Object.entries(tree)
  const unsound = branches.find(([name]) => name === '' || name.includes('.'))
  if (unsound)
    throw new ArgumentError({
      what: `${place} has the name '${unsound[0]}'; names must not be empty or hold a dot`,
      where: path,
      fix: 'Rename it: dots stand between the names of a path.',
    })
  return branches
}
