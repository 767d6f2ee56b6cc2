package dev.framewalk.emulator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

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
    final Lines lines = new Lines(streams);
    lines.setContext(context);
    lines.start();
    logger = context.getLogger("framewalk");
    logger.addAppender(lines);
    logger.setLevel(Level.DEBUG);
  }

  org.slf4j.Logger logger() {
    return logger;
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final StandardStreams streams;

    Lines(StandardStreams streams) {
      this.streams = streams;
    }

    @Override
    protected void append(ILoggingEvent event) {
      streams.tell(event.getFormattedMessage() + "\n");
    }
  }
}
