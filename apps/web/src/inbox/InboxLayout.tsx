export function InboxLayout() {
  return <main />
}
