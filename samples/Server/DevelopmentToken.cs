using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImKit.Samples.Server;

/// <summary>What a token says: <c>USER.DEVICE.EXPIRY.SIGNATURE</c>. User and device are base64url, the expiry is a Unix time in seconds, and the signature is the base64url of HMAC-SHA-256
/// over everything before the last dot. For development: one key for everybody, no way to take a token back.</summary>
internal sealed record DevelopmentToken(string User, string Device, DateTimeOffset Expires)
{
    public string Sign(byte[] key)
    {
        var claims = string.Create(CultureInfo.InvariantCulture, $"{Encode(User)}.{Encode(Device)}.{Expires.ToUnixTimeSeconds()}");
        return $"{claims}.{Base64Url.EncodeToString(SignatureOf(claims, key))}";
    }

    /// <summary>What a token says, or null if it is not signed by the key.</summary>
    public static DevelopmentToken? Read(ReadOnlySpan<byte> token, byte[] key)
    {
        var text = Encoding.UTF8.GetString(token);
        var dot = text.LastIndexOf('.');
        if (dot < 0)
            return null;
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(SignatureOf(text[..dot], key), Base64Url.DecodeFromChars(text.AsSpan(dot + 1))))
                return null;
            var parts = text[..dot].Split('.');
            return new(Decode(parts[0]), Decode(parts[1]), DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[2], CultureInfo.InvariantCulture)));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The key of a data folder: made at the first use, readable by its owner only.</summary>
    public static byte[] KeyOf(string folder)
    {
        var path = Path.Combine(folder, "token.key");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(path, options);
            file.Write(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        }

        return Convert.FromHexString(File.ReadAllText(path).Trim());
    }

    private static byte[] SignatureOf(string claims, byte[] key) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(claims));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
}
