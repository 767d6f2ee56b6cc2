/**
 * The JUnit 5 extension: guest programs as tests, a fresh machine for each.
 *
 * <p>{@link dev.framewalk.guest.junit.GuestTest} makes a method a test, {@link
 * dev.framewalk.guest.junit.GuestProgram} names a program that is loaded before it, {@link
 * dev.framewalk.guest.junit.GuestAssertions} says what is expected. What decides the run stands in
 * {@link dev.framewalk.guest.junit.GuestMachine}.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
