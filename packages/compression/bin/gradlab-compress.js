#!/usr/bin/env node
// Not in dist: package managers link it when they install, which in this repository is before the first build.
import '../dist/bin.js';
