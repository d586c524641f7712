using Cell.Genome;
using Renci.SshNet;

namespace Cell.Mitosis;

/// <summary>Step 9 from outside: a fresh connection offers the pool key first and the witness second. Only if the witness's command answers was the
/// pool key refused by a machine that lets its user in: "permission denied" alone may come from a rule that has nothing to do with the key.</summary>
internal static class AccessProof
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    /// <returns>Null: proved; else what came instead.</returns>
    public static async Task<string?> TryAsync(PoolMachine machine, IPrivateKeySource poolKey, Witness witness, CancellationToken cancellation)
    {
        try
        {
            using var second = witness.ForSsh();
            using var client = await StemSsh.ConnectAsync(machine, [poolKey, second], cancellation);
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
