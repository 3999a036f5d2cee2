using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;

namespace CmdletHost.Engine;

/// <summary>The types that a script can name in brackets.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, Type> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = typeof(string), ["char"] = typeof(char), ["bool"] = typeof(bool), ["byte"] = typeof(byte), ["int"] = typeof(int), ["long"] = typeof(long),
        ["float"] = typeof(float), ["single"] = typeof(float), ["double"] = typeof(double), ["decimal"] = typeof(decimal), ["object"] = typeof(object),
        ["datetime"] = typeof(DateTime), ["timespan"] = typeof(TimeSpan), ["guid"] = typeof(Guid), ["uri"] = typeof(Uri), ["version"] = typeof(Version),
        ["hashtable"] = typeof(Hashtable), ["array"] = typeof(Array), ["psobject"] = typeof(PSObject), ["switch"] = typeof(SwitchParameter),
        ["pscredential"] = typeof(PSCredential), ["securestring"] = typeof(SecureString), ["scriptblock"] = typeof(ScriptBlock), ["void"] = typeof(void),
        ["cultureinfo"] = typeof(CultureInfo),
    };

    public static Type? Find(string name)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            return Find(name[..^2])?.MakeArrayType();
        }

        return Short.GetValueOrDefault(name) ?? AppDomain.CurrentDomain.GetAssemblies().SelectMany(assembly => new[] { assembly.GetType(name, false, true), assembly.GetType($"System.{name}", false, true) })
            .FirstOrDefault(type => type is { IsPublic: true });
    }
}
