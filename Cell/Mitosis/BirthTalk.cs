using Renci.SshNet.Common;

namespace Cell.Mitosis;

/// <summary>The mother's side of the talk with an implant: waits for its steps. When she is to stop she says so and goes on listening, for the machine
/// tells what became of the birth: undone, or already committed.</summary>
/// <param name="errors">What the far side complained of, for people.</param>
/// <param name="stop">Counts until the commit.</param>
internal sealed class BirthTalk(FrameChannel frames, string host, Func<string> errors, TimeProvider time, CancellationToken stop)
{
    // Stopping the daughter's unit takes its time-out at most.
    private static readonly TimeSpan UndoPatience = TimeSpan.FromSeconds(30);
    private bool told;

    public Task SendAsync(Frame frame) => frames.SendAsync(frame, CancellationToken.None);

    /// <exception cref="BirthFailedException">The machine refused, or has undone what she was to stop.</exception>
    /// <exception cref="IOException">The link broke, or another step came.</exception>
    public async Task<Frame> ExpectAsync(string step, TimeSpan patience)
    {
        if (stop.IsCancellationRequested)
        {
            await StopAsync();
        }

        // Pings keep the link alive while the machine works: a machine that pings for ever gets no more than this.
        var receiving = frames.ReceiveAsync(CancellationToken.None);
        Frame frame;
        try
        {
            frame = told ? await receiving.WaitAsync(UndoPatience, time, CancellationToken.None) : await receiving.WaitAsync(patience + FrameChannel.Silence, time, stop);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            frame = await receiving.WaitAsync(UndoPatience, time, CancellationToken.None);
        }

        return frame.Step switch
        {
            _ when frame.Step == step && step != Frame.Refused => frame,
            Frame.Refused when told => throw new BirthFailedException(DivisionVerdict.NotProved, true, $"Interrupted: {host} has undone the birth and is blank again."),
            Frame.Refused => throw new BirthFailedException(DivisionVerdict.Unfit, true, $"{host} refused: {frame.Detail}"),
            _ => throw new IOException($"{host} sent {frame.Step} where {step} was due"),
        };
    }

    /// <summary>What a link that broke means for the birth.</summary>
    public string Broken(Exception fault) => told || stop.IsCancellationRequested
        ? $"Interrupted: {host} undoes the birth by itself; the health cell frees it then."
        : $"The link to {host} broke: {fault.Message.TrimEnd('.')}{errors()}. The machine undoes the birth by itself; the health cell frees it then.";

    /// <summary>Faults of the link, whichever of its parts they come from.</summary>
    public static bool IsOfTheLink(Exception fault) => fault is IOException or SshException or TimeoutException or ObjectDisposedException;

    private async Task StopAsync()
    {
        if (!told)
        {
            told = true;
            await SendAsync(new Frame(Frame.Stop));
        }
    }
}
