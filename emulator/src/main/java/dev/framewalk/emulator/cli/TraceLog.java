package dev.framewalk.emulator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Where {@code --trace} goes: a line an event, on standard error.
 *
 * <p>A logging context of its own, so that no configuration file is looked for, nothing of logback
 * is started in a run without a trace, and a program that uses Framewalk as a library keeps its
 * own.
 */
final class TraceLog {
  private final Logger logger;

  TraceLog(StandardStreams streams) {
    final LoggerContext context = new LoggerContext();
    final Lines lines = new Lines(streams, "");
    lines.setContext(context);
    lines.start();
    logger = context.getLogger("framewalk");
    logger.addAppender(lines);
    logger.setLevel(Level.DEBUG);
  }

  /** Has what servers have to say told as the program's own messages are, from INFO on. */
  static void tellOfServers(StandardStreams streams) {
    final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    final Lines lines = new Lines(streams, "-- framewalk: ");
    lines.setContext(context);
    lines.start();
    final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    root.setLevel(Level.INFO);
  }

  org.slf4j.Logger logger() {
    return logger;
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final StandardStreams streams;
    private final String prefix;

    Lines(StandardStreams streams, String prefix) {
      this.streams = streams;
      this.prefix = prefix;
    }

    @Override
    protected void append(ILoggingEvent event) {
      streams.tell(prefix + event.getFormattedMessage() + "\n");
    }
  }
}
