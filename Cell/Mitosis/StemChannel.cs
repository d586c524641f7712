using System.Text;
using Cell.Genome;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>One session with a stem cell's receptor over one SSH channel: its greeting, then signature and binary, then frames.</summary>
internal sealed class StemChannel : IAsyncDisposable
{
    // sudo may look its own host name up in vain for 20 s.
    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan CopyPatience = TimeSpan.FromSeconds(90);
    private const int LongestLine = 200;

    private readonly SshClient client;
    private readonly SshCommand command;
    private readonly Stream input;
    private readonly TimeProvider time;
    private FrameChannel? frames;

    private StemChannel(SshClient client, SshCommand command, TimeProvider time)
    {
        this.client = client;
        this.command = command;
        this.time = time;
        Executing = command.ExecuteAsync(CancellationToken.None);
        input = Input();
    }

    private Task Executing { get; }

    /// <exception cref="StemException">No session.</exception>
    public static async Task<StemChannel> OpenAsync(PoolMachine machine, IPrivateKeySource poolKey, TimeProvider time, CancellationToken cancellation)
    {
        var client = await StemSsh.ConnectAsync(machine, [poolKey], cancellation);
        try
        {
            return new StemChannel(client, client.CreateCommand("cell"), time);
        }
        catch (Exception fault) when (fault is Renci.SshNet.Common.SshException)
        {
            client.Dispose();
            throw new StemException(StemTrouble.Unreachable, $"{machine.Host} opened no session: {fault.Message}", fault);
        }
    }

    /// <exception cref="IOException">What came was no receptor's greeting, or nothing came.</exception>
    public async Task<Greeting> GreetingAsync(CancellationToken cancellation)
    {
        string line;
        try
        {
            line = await Task.Run(ReadLine, cancellation).WaitAsync(GreetingPatience, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new IOException($"its receptor did not answer within {GreetingPatience.TotalSeconds:0} s (a sudo that hangs?)");
        }

        return Greeting.Parse(line) ?? throw new IOException($"its receptor greeted with \"{line}\"{Errors()}");
    }

    /// <summary>Of the binary: how many bytes went over the wire.</summary>
    public long OnWire { get; private set; }

    /// <summary>Signature and binary, compressed when the link is slow.</summary>
    /// <returns>The frames that follow.</returns>
    public async Task<FrameChannel> SendAsync(string organism, string signature, Stream binary, CancellationToken cancellation)
    {
        try
        {
            OnWire = await Task.Run(() => new Delivery(input, ReadLine, time).Send(organism, signature, binary), cancellation).WaitAsync(CopyPatience, time, cancellation);
        }
        catch (Exception fault) when (fault is IOException or Renci.SshNet.Common.SshException or ObjectDisposedException or TimeoutException)
        {
            throw new IOException($"the binary did not get through: {fault.Message}{Errors()}", fault);
        }

        frames = new FrameChannel(command.OutputStream, input, time);
        frames.StartPinging();
        return frames;
    }

    /// <summary>What the far side complained of, for people.</summary>
    public string Errors()
    {
        if (!Executing.IsCompleted)
        {
            return "";
        }

        var errors = command.Error.Trim();
        return errors.Length == 0 ? "" : $" ({(errors.Length <= 300 ? errors : errors[..300] + "…")})";
    }

    public async ValueTask DisposeAsync()
    {
        if (frames is not null)
        {
            await frames.DisposeAsync();
        }

        try
        {
            await input.DisposeAsync();
            command.Dispose();
            client.Dispose();
            await Executing;
        }
        catch (Exception fault) when (fault is Renci.SshNet.Common.SshException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The link broke before it was closed.
        }
    }

    // A session that ended at once has none any more: what it said, or left unsaid, tells why.
    private Stream Input()
    {
        try
        {
            return command.CreateInputStream();
        }
        catch (InvalidOperationException)
        {
            return Stream.Null;
        }
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        int one;
        while (line.Length < LongestLine && (one = command.OutputStream.ReadByte()) is >= 0 and not '\n')
        {
            line.Append(one is >= ' ' and <= '~' ? (char)one : '?');
        }

        return line.ToString();
    }
}
