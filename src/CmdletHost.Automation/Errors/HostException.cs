namespace System.Management.Automation.Host;

/// <summary>What runs the commands can't do what one asked of it.</summary>
public class HostException : RuntimeException
{
    public HostException(string message) : base(message) { }
}
