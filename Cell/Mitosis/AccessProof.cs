using Cell.Genome;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>Step 9 from outside: a fresh connection offers the pool key first and the witness second. Only if the witness's command answers was the
/// pool key refused by a machine that lets its user in: "permission denied" alone may come from a rule that has nothing to do with the key.</summary>
internal sealed class AccessProof : IAsyncDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    private readonly PoolMachine machine;
    private readonly Witness witness;
    private readonly PrivateKeyFile second;
    private readonly IPrivateKeySource[] keys;
    private readonly TaskCompletionSource<bool> due = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<SshClient>? waiting;

    public AccessProof(PoolMachine machine, IPrivateKeySource poolKey, Witness witness)
    {
        this.machine = machine;
        this.witness = witness;
        second = witness.ForSsh();
        keys = [poolKey, second];
    }

    /// <summary>Opens the connection while the birth goes on; no key is offered yet.</summary>
    public void Prepare() => waiting = StemSsh.ConnectAsync(machine, keys, due.Task);

    /// <summary>The machine says that the way in is closed: the keys are offered.</summary>
    public void Offer() => due.TrySetResult(true);

    /// <returns>Null: proved; else what came instead.</returns>
    public async Task<string?> TryAsync(CancellationToken cancellation)
    {
        Offer();
        if (waiting is { } prepared)
        {
            waiting = null;
            if (await TryAsync(prepared, cancellation) is null)
            {
                return null;
            }
        }

        // A connection that waited may have been closed meanwhile: that proves nothing either way.
        return await TryAsync(StemSsh.ConnectAsync(machine, keys, cancellation), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        due.TrySetResult(false);
        if (waiting is { } unused)
        {
            try
            {
                (await unused).Dispose();
            }
            catch (StemException)
            {
                // It was not to get in.
            }
        }

        second.Dispose();
    }

    private async Task<string?> TryAsync(Task<SshClient> connecting, CancellationToken cancellation)
    {
        try
        {
            using var client = await connecting;
            using var command = client.CreateCommand("prove");
            command.CommandTimeout = AnswerPatience;
            await command.ExecuteAsync(cancellation);
            var answer = command.Result.Trim();
            return answer == witness.Nonce ? null : $"the session answered \"{Cut(answer)}\" instead of the nonce: the pool key may still open it";
        }
        catch (StemException refused)
        {
            return refused.Trouble == StemTrouble.KeyRefused ? "neither the pool key nor the witness was let in: that proves nothing" : refused.Message.TrimEnd('.');
        }
        catch (Exception fault) when (fault is Renci.SshNet.Common.SshException or IOException or ObjectDisposedException)
        {
            return fault.Message.TrimEnd('.');
        }
    }

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
