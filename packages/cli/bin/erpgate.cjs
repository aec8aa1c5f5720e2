#!/usr/bin/env node
"use strict";
// Plain JavaScript that Node 10 still parses: an old Node must reach the sentence below instead of a syntax error.

var path = require("path");

var COULD_NOT_RUN = 3; // the same number as in src/exit-code.ts
var QUICK = ["token", "request"]; // the commands of src/quick.ts
var built = path.join(__dirname, "..", "dist", "erpgate.js");
var isBuilt = require("fs").existsSync(built);

// The sources use syntax (`using`) that is compiled away in what is published.
var needed = isBuilt ? [22, 19] : [24, 0];
var found = process.versions.node.split(".").map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    "erpgate needs Node.js " +
      needed.join(".") +
      " or newer" +
      (isBuilt ? "" : " to run from its sources") +
      " but was started by " +
      process.version +
      " (" +
      process.execPath +
      "): " +
      (isBuilt
        ? "install a newer one from https://nodejs.org, or put it first on the PATH, and run the command again.\n"
        : "npm exec brings the right one, as in: npm exec -- erpgate serve --demo\n"),
  );
  process.exitCode = COULD_NOT_RUN;
} else {
  start();
}

function start() {
  var nodeModule = require("module");
  keepCompiledCode(nodeModule);
  if (!isBuilt) resolveToSources(nodeModule);
  if (isBuilt && QUICK.indexOf(process.argv[2]) !== -1) return startQuick();
  import(isBuilt ? "../dist/erpgate.js" : "../src/main.ts").catch(cannotLoad);
}

/** Without Node's loader of modules, which takes longer than the command: see src/quick.ts. */
function startQuick() {
  try {
    require(path.join(__dirname, "..", "dist", "quick.cjs"));
  } catch (error) {
    cannotLoad(error);
  }
}

function cannotLoad(error) {
  process.stderr.write(
    "erpgate could not load its own files: " + (error && error.message) + "\nInstall it again with npm.\n",
  );
  process.exitCode = COULD_NOT_RUN;
}

/**
 * Node's own default is a folder with a foreseeable name below the temporary folder that all users of a machine share:
 * whoever creates it first could plant code for the others. So the cache lives in the user's own cache folder, or nowhere.
 */
function keepCompiledCode(nodeModule) {
  var env = process.env;
  var base =
    process.platform === "win32" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME || (env.HOME && path.join(env.HOME, ".cache"));
  if (env.NODE_COMPILE_CACHE) nodeModule.enableCompileCache();
  else if (base && path.isAbsolute(base)) nodeModule.enableCompileCache(path.join(base, "erpgate", "compiled"));
}

/** In a checkout nothing is built: our own packages resolve to their sources even when nobody set the condition. */
function resolveToSources(nodeModule) {
  var condition = "erpgate-source";
  nodeModule.registerHooks({
    resolve: function (specifier, context, next) {
      if (specifier.indexOf("@erpgate/") !== 0 || context.conditions.indexOf(condition) !== -1)
        return next(specifier, context);
      return next(specifier, Object.assign({}, context, { conditions: context.conditions.concat(condition) }));
    },
  });
}
