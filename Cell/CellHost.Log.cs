using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Cell;

/// <summary>One line an event on the standard output: with the time for people, with the priority for journald.</summary>
internal sealed partial class CellHost
{
    private sealed class LineLog(TimeProvider time) : ILoggerFactory
    {
        private readonly bool journal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        private readonly Stream output = Console.OpenStandardOutput();
        private readonly Lock writing = new();

        public ILogger CreateLogger(string categoryName) =>
            new Category(this, categoryName, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("All lines go to the standard output.");

        public void Dispose() => output.Dispose();

        // <6>Cell.CellHost[841691176] Cell … is ready, or 12:00:00.000 info: Cell.CellHost[841691176] Cell … is ready
        private void Write(LogLevel level, string category, EventId id, string message)
        {
            var (priority, word) = level switch
            {
                LogLevel.Critical => (2, "crit"),
                LogLevel.Error => (3, "fail"),
                LogLevel.Warning => (4, "warn"),
                _ => (6, "info"),
            };
            var start = journal ? $"<{priority}>" : string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss.fff} {word}: ");
            var line = Encoding.UTF8.GetBytes($"{start}{category}[{id.Id}] {message.ReplaceLineEndings(" ")}\n");
            lock (writing)
            {
                output.Write(line);
            }
        }

        private sealed class Category(LineLog log, string name, LogLevel least) : ILogger
        {
            public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                {
                    log.Write(logLevel, name, eventId, $"{formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
                }
            }
        }
    }
}
