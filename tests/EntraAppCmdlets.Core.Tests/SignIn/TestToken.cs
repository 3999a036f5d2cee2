using System.Text;
using System.Text.Json;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>Tokens with claims of choice. Their signature is nothing: nobody here checks it.</summary>
internal static class TestToken
{
    public static readonly Guid Tenant = new("11111111-1111-1111-1111-111111111111");

    public static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static string With(params (string Name, object? Value)[] claims) =>
        FromJson(JsonSerializer.Serialize(claims.ToDictionary(claim => claim.Name, claim => claim.Value)));

    public static string FromJson(string payload) => $"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(payload)}.{Part("signature")}";

    public static string ForGraph(string audience = "https://graph.microsoft.com", DateTimeOffset? ends = null, Guid? tenant = null) =>
        With(("aud", audience), ("tid", (tenant ?? Tenant).ToString()), ("exp", (ends ?? Now.AddHours(1)).ToUnixTimeSeconds()));

    private static string Part(string text) => Base64Url.Encode(Encoding.UTF8.GetBytes(text));
}
