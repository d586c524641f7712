using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cell.Binary;

internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>kill(2), by process id.</summary>
internal static class Signals
{
    /// <summary>Of a process that has ended: nothing.</summary>
    public static void Send(int process, Signal signal) => _ = Kill(process, (int)signal);

    /// <summary>Until it has ended, whose child it is or is not; a zombie has.</summary>
    /// <exception cref="InvalidOperationException">It has not within the patience.</exception>
    public static void End(int process, Signal signal, TimeSpan patience)
    {
        Send(process, signal);
        var start = Stopwatch.GetTimestamp();
        while (Runs(process))
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                throw new InvalidOperationException($"Process {process} did not end on {signal}.");
            }

            new ManualResetEventSlim().Wait(TimeSpan.FromMilliseconds(50));
        }
    }

    private static bool Runs(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // ended, or just while it was read
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
