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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
