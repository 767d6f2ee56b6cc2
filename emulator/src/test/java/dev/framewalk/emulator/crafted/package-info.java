/** Page tables made by hand, which everything that looks at tables is tried on. */
package dev.framewalk.emulator.crafted;
