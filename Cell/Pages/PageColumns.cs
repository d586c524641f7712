using Cell.Tissue;
using Npgsql;

namespace Cell.Pages;

/// <summary>Pages out of the rows of their table.</summary>
internal static class PageColumns
{
    public const string Select = "SELECT text, rest FROM page ";

    public static (byte[] Text, byte[] Others) Packed(NpgsqlDataReader row) => (row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1));

    public static CrawledPage Read(NpgsqlDataReader row)
    {
        var (text, rest) = Packed(row);
        return PackedPage.Read(text, rest);
    }
}
