using System.Net;
using System.Security;

namespace System.Management.Automation;

public struct SwitchParameter
{
    private readonly bool _isPresent;

    public SwitchParameter(bool isPresent) => _isPresent = isPresent;

    public static SwitchParameter Present => new(true);

    public readonly bool IsPresent => _isPresent;

    public static implicit operator bool(SwitchParameter switchParameter) => switchParameter._isPresent;

    public static implicit operator SwitchParameter(bool value) => new(value);

    public static bool operator ==(SwitchParameter first, SwitchParameter second) => first.Equals(second);

    public static bool operator !=(SwitchParameter first, SwitchParameter second) => !first.Equals(second);

    public readonly bool ToBool() => _isPresent;

    public override readonly bool Equals(object? obj) => obj is bool flag ? _isPresent == flag : obj is SwitchParameter other && _isPresent == other._isPresent;

    public override readonly int GetHashCode() => _isPresent.GetHashCode();

    public override readonly string ToString() => _isPresent.ToString();
}

public sealed class PSCredential
{
    public PSCredential(string userName, SecureString password)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        (UserName, Password) = (userName, password);
    }

    public string UserName { get; }

    public SecureString Password { get; }

    public NetworkCredential GetNetworkCredential() => new(UserName, Password);
}
