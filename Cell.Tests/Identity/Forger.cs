using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;

namespace Cell.Identity;

/// <summary>Damages papers in random ways, the same for the same seed: edits, cuts, parts exchanged or doubled, brackets without end.</summary>
internal static class Forger
{
    private const int MostEdits = 8;

    /// <summary>One kind of damage and the numbers that place it.</summary>
    internal sealed record Damage(int Kind, int[] Numbers);

    public static Gen<Damage> Damages { get; } = Gen.Select(Gen.Int[0, 6], Gen.Int[0, int.MaxValue - 1].Array[MostEdits], (kind, numbers) => new Damage(kind, numbers));

    public static byte[] Of(byte[] whole, Damage damage)
    {
        var numbers = damage.Numbers;
        var at = numbers[0] % whole.Length;
        var end = at + 1 + (numbers[1] % (whole.Length - at));
        return damage.Kind switch
        {
            0 => Edited(whole, numbers),
            1 => whole[..at],
            2 => [.. whole[at..], .. whole[..at]],
            3 => [.. whole[..end], .. whole[at..]],
            4 => [.. whole[..at], .. whole[end..]],
            5 => [.. whole[..at], .. Encoding.ASCII.GetBytes(new string("[{\""[numbers[2] % 3], 1 + (numbers[3] % 20_000))), .. whole[at..]],
            _ => Doubled(whole, numbers),
        };
    }

    /// <summary>Links left out, doubled, exchanged, or one of them damaged; null: the bytes are no certificate any more.</summary>
    public static IReadOnlyList<X509Certificate2>? Of(IReadOnlyList<X509Certificate2> chain, Damage damage)
    {
        var (one, other) = (damage.Numbers[6] % chain.Count, damage.Numbers[7] % chain.Count);
        switch (damage.Numbers[5] % 6)
        {
            case 0:
                return [.. chain.Where((_, at) => at != one)];
            case 1:
                return [.. chain.Take(one), chain[other], .. chain.Skip(one)];
            case 2:
                return [.. chain.Select((link, at) => at == one ? chain[other] : at == other ? chain[one] : link)];
            default:
                try
                {
                    var link = X509CertificateLoader.LoadCertificate(Of(chain[one].RawData, damage));
                    return [.. chain.Take(one), link, .. chain.Skip(one + 1)];
                }
                catch (System.Security.Cryptography.CryptographicException)
                {
                    return null;
                }
        }
    }

    private static byte[] Edited(byte[] whole, int[] numbers)
    {
        var edited = (byte[])whole.Clone();
        foreach (var number in numbers.Take(1 + (numbers[^1] % MostEdits)))
        {
            edited[number % edited.Length] ^= (byte)(1 + (number / edited.Length % 255));
        }

        return edited;
    }

    // A key and its value once more, in front of the first brace: {"v":1 -> {"version":7,"v":1
    private static byte[] Doubled(byte[] whole, int[] numbers)
    {
        string[] keys = ["payload", "payloadType", "signatures", "v", "version", "draft", "organism", "PAYLOAD", "Version"];
        string[] values = ["1", "\"\"", "[]", "{}", "null", "2147483648"];
        var brace = Array.IndexOf(whole, (byte)'{');
        var pair = $"\"{keys[numbers[2] % keys.Length]}\":{values[numbers[3] % values.Length]},";
        return [.. whole[..(brace + 1)], .. Encoding.ASCII.GetBytes(pair), .. whole[(brace + 1)..]];
    }
}
