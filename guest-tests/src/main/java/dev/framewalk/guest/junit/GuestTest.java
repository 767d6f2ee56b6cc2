package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test with a machine of its own.
 *
 * <p>Before the test, and before {@code @BeforeEach} methods, the programs that {@link
 * GuestProgram} names are loaded; nothing of them has run. The test says how far they run ({@link
 * GuestRun#toEnd}, {@link GuestRun#to}); an assertion about how a process ends runs them to their
 * end. A test whose programs never ran fails, and so does one that has not looked at the end of a
 * process that ended otherwise than with status 0, or of a run that did not finish. After it, what
 * still runs is ended, all memory is audited, and every frame must have been given back; so must
 * every object, unless the test has stopped its programs before they ended.
 *
 * <p>A test, {@code @BeforeEach} or {@code @AfterEach} method may have parameters of these types:
 * {@link GuestRun}, {@link dev.framewalk.emulator.machine.Machine}, {@link
 * dev.framewalk.emulator.shm.ShmRegistry}, {@link GuestInspector}, and, with {@link Guest} to say
 * whose, {@link GuestProcess} and {@link PageTables}.
 *
 * <p>In place of it, any other kind of test can be had ({@code @ParameterizedTest},
 * {@code @RepeatedTest}, {@code @Test}): {@link GuestProgram} and {@link GuestMachine}, on the
 * method or its class, bring the machine along.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(GuestExtension.class)
public @interface GuestTest {}
