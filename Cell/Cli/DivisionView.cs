using System.Globalization;
using System.Text.Json;
using Cell.Tissue;

namespace Cell.Cli;

internal enum DivisionLines
{
    /// <summary>A line a step, each with the time that it took.</summary>
    Plain,
    /// <summary>On a terminal: below them the one that is being worked on, written over and over.</summary>
    Live,
    /// <summary>For machines, as the cell tells them.</summary>
    Json,
}

/// <summary>A division's steps as they come.</summary>
internal sealed class DivisionView(TextWriter output, TextWriter errors, DivisionLines lines, TimeProvider time) : IDisposable
{
    private const string Over = "\r\e[K";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Steps = ["ticket", "connect", "copy", "claim", "guard", "sign", "start", "born", "prove", "remember"];

    private readonly Lock gate = new();
    private ITimer? timer;
    private long start = time.GetTimestamp();
    private long total;
    private int current;
    private bool ended;

    /// <summary>From this step on nothing undoes it.</summary>
    public bool IsBorn { get; private set; }

    public void Begin()
    {
        if (lines == DivisionLines.Live)
        {
            timer = time.CreateTimer(_ => Draw(), null, TimeSpan.Zero, Tick);
        }
    }

    public void Show(DivideProgress progress)
    {
        lock (gate)
        {
            Clear();
            IsBorn |= progress.Step >= 8 && !progress.Done;
            if (lines == DivisionLines.Json)
            {
                output.WriteLine(JsonSerializer.Serialize(progress, ControlJson.Default.DivideProgress));
            }
            else if (progress is { Done: true, Exit: not 0 })
            {
                errors.WriteLine($"cell: {progress.Detail}");
            }
            else
            {
                output.WriteLine(Line(progress, progress.Ms - total));
            }

            (total, current, ended, start) = (progress.Ms, progress.Name == "wake" ? 0 : progress.Step, progress.Done, time.GetTimestamp());
            DrawCurrent();
        }
    }

    /// <summary>A word between the steps.</summary>
    public void Say(string text)
    {
        lock (gate)
        {
            Clear();
            errors.WriteLine(text);
            DrawCurrent();
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            ended = true;
            Clear();
        }
    }

    /// <param name="took">Milliseconds of this step alone.</param>
    internal static string Line(DivideProgress progress, long took) => progress.Done
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.Ms,6} ms  in all: {progress.Detail}")
        : string.Create(CultureInfo.InvariantCulture, $"{took,6} ms  {progress.Step,2} {progress.Name}: {progress.Detail}");

    private void Draw()
    {
        lock (gate)
        {
            Clear();
            DrawCurrent();
        }
    }

    private void Clear()
    {
        if (lines == DivisionLines.Live)
        {
            output.Write(Over);
        }
    }

    private void DrawCurrent()
    {
        if (lines == DivisionLines.Live && !ended && current < Steps.Length)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(start).TotalSeconds,6:0.0} s   {current + 1,2} {Steps[current]} …"));
            output.Flush();
        }
    }
}
