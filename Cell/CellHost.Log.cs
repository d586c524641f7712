using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Cell;

/// <summary>One line an event on the standard output: with the time for people, with the priority for journald.</summary>
internal sealed partial class CellHost
{
    private static LoggerFactory Log(TimeProvider time)
    {
        var journal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        var filter = new LoggerFilterOptions { MinLevel = LogLevel.Information, Rules = { new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null) } };
        return new LoggerFactory([new ConsoleLoggerProvider(new ConsoleChoice(), [new Line(journal, time)])], filter);
    }

    private sealed class Line(bool journal, TimeProvider time) : ConsoleFormatter(nameof(Line))
    {
        // <6>Cell.CellHost[841691176] Cell … is ready, or 12:00:00.000 info: Cell.CellHost[841691176] Cell … is ready
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var (priority, word) = logEntry.LogLevel switch
            {
                LogLevel.Warning => (4, "warn"),
                LogLevel.Error => (3, "fail"),
                LogLevel.Critical => (2, "crit"),
                LogLevel.Information => (6, "info"),
                _ => (7, "dbug"),
            };
            var start = journal ? $"<{priority}>" : string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss.fff} {word}: ");
            var message = $"{logEntry.Formatter(logEntry.State, logEntry.Exception)}{(logEntry.Exception is { } fault ? $" {fault}" : "")}";
            textWriter.WriteLine($"{start}{logEntry.Category}[{logEntry.EventId.Id}] {message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>What never changes needs no options pattern.</summary>
    private sealed class ConsoleChoice : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue { get; } = new() { FormatterName = nameof(Line) };

        public ConsoleLoggerOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }
}
