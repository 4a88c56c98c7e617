// Runs on whatever Node the machine has, so: old syntax only. It brings the packages and the pinned Node 26 with them,
// and then stands between npm and scripts/<task>.ts only to pass signals on.
var childProcess = require('child_process')
var fs = require('fs')
var path = require('path')

var PNPM = 'pnpm@12.21.0'
var PARENT_CHECK_MS = 1000
var ECHO_MS = 1500
var root = path.join(__dirname, '..')
var isWindows = process.platform === 'win32'
// The shell becomes the task and leaves a guard behind: when this process is killed, descriptor 3 ends and the guard
// tells the task, and what the task started, to stop.
var GUARD = '((read -r _ <&3 || kill -TERM -$$) &); exec 3<&-; exec "$@"'

requireNode()
install()
run(process.argv[2], process.argv.slice(3))

function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= 18) return
  fail(
    'Cordboard needs Node 18 or newer to start; this is Node ' +
      process.versions.node +
      '. Install a newer one and run the same command again.',
  )
}

/** pnpm installs what is missing before it runs a script (pnpm-workspace.yaml), so running an empty one is enough. */
function install() {
  if (!fs.existsSync(path.join(root, 'node_modules', '.modules.yaml'))) {
    console.log('Installing what Cordboard needs (only the first time, about half a minute) …')
  }
  var result = childProcess.spawnSync('npx', ['-y', PNPM, 'run', 'ready'], {
    cwd: root,
    encoding: 'utf8',
    shell: isWindows,
  })
  if (result.status === 0) return
  console.error((result.stdout || '') + (result.stderr || ''))
  fail('The packages could not be installed: what pnpm says is above. The usual reasons are no network or a full disk.')
}

function run(task, args) {
  var node = path.join(
    path.dirname(require.resolve('node/package.json', { paths: [root] })),
    'bin',
    isWindows ? 'node.exe' : 'node',
  )
  var command = [node, path.join(__dirname, task + '.ts')].concat(args)
  if (!isWindows) command = ['/bin/sh', '-c', GUARD, 'sh'].concat(command)
  var child = childProcess.spawn(command[0], command.slice(1), {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    // A group of its own: every signal comes from here and therefore once, whoever else in our group gets it too.
    detached: !isWindows,
  })
  var tell = teller(child)
  process.on('SIGINT', function () {
    tell('SIGINT')
  })
  process.on('SIGTERM', function () {
    tell('SIGTERM')
  })
  process.on('SIGHUP', function () {
    tell('SIGTERM')
  })
  stopWhenOrphaned(tell)
  child.stdio[3].on('error', function () {})
  child.on('exit', function (code, signal) {
    // The word tells the guard that there is nothing left to stop.
    child.stdio[3].end('gone\n', function () {
      process.exit(signal ? 1 : code)
    })
  })
}

/** npm passes on what the whole group was sent already; to the desk a second signal means "at once". */
function teller(child) {
  var toldAt = 0
  return function (signal) {
    if (Date.now() - toldAt < ECHO_MS) return
    toldAt = Date.now()
    try {
      process.kill(isWindows ? child.pid : -child.pid, signal)
    } catch (_) {
      // It is gone already.
    }
  }
}

/** npm killed with -9, or by a signal it did not pass on. Between npm and us stands the shell npm runs scripts with. */
function stopWhenOrphaned(tell) {
  var starters = findStarters()
  var timer = setInterval(function () {
    if (findStarters() === starters) return
    clearInterval(timer)
    tell('SIGTERM')
  }, PARENT_CHECK_MS)
  timer.unref()
}

function findStarters() {
  try {
    var stat = fs.readFileSync('/proc/' + process.ppid + '/stat', 'utf8')
    return process.ppid + ' ' + stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  } catch (_) {
    return String(process.ppid)
  }
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
