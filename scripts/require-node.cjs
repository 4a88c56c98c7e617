// Runs on whatever Node the machine has, so: old syntax only, no imports.
var major = Number(process.versions.node.split('.')[0])
if (major < 18) {
  console.error('Cordboard needs Node 18 or newer to start; this is Node ' + process.versions.node + '. Install a newer one and run the same command again.')
  process.exit(1)
}
