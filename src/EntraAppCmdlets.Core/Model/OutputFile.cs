using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;

namespace EntraAppCmdlets.Model;

/// <summary>Files that commands write: complete at any time, readable by their owner only, and checked before the work that they are for.</summary>
/// <param name="exists">The error for a file that is there and may not be replaced.</param>
/// <param name="unwritable">The error for one that can't be written: its path, why, what to do, and what went wrong.</param>
internal sealed class OutputFile(Func<string, AppException> exists, Func<string, string, string, Exception?, AppException> unwritable)
{
    /// <summary>Finds before anything is sent what would keep the file from being written.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="AppException">It can't be written, or is there already.</exception>
    public void Check(string path, bool replace)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw unwritable(path, "it is no path of the file system.", "Give the path of a file with -Path.", null);
        }

        if (Directory.Exists(path))
        {
            throw unwritable(path, "it is a folder.", "Add the name of a file to -Path.", null);
        }

        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw unwritable(path, $"there is no folder '{folder}'.", "Make the folder first, or give another -Path.", null);
        }

        if (!replace && File.Exists(path))
        {
            throw exists(path);
        }

        if (replace && OperatingSystem.IsWindows() && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
        {
            throw unwritable(path, "it is read-only.", "Remove the attribute, or give another -Path.", null);
        }
    }

    /// <summary>Tries whether the folder takes a file, which its rights alone don't tell; nothing stays.</summary>
    /// <inheritdoc cref="Check"/>
    public void TryFolder(string path)
    {
        var trial = Beside(path);
        try
        {
            OwnersOnly(trial).Dispose();
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw unwritable(path, e.Message.Replace(trial, path, StringComparison.Ordinal), "Give another -Path.", e);
        }
    }

    /// <summary>Writes the text to a file that only its owner can read, from the moment that it is there.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="text">The text.</param>
    /// <param name="replace">Whether a file that is there may be replaced; its own rights go with it.</param>
    /// <exception cref="AppException">It can't be written, or is there already.</exception>
    public void Write(string path, string text, bool replace) => Write(path, Encoding.UTF8.GetBytes(text), replace);

    /// <summary>Writes bytes to a file that only its owner can read, from the moment that it is there.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="replace">Whether a file that is there may be replaced; its own rights go with it.</param>
    /// <exception cref="AppException">It can't be written, or is there already.</exception>
    public void Write(string path, ReadOnlySpan<byte> content, bool replace)
    {
        Check(path, replace);
        // Written beside the file and then moved: the file is complete at any time, and a file with other rights is never written into.
        var partial = Beside(path);
        try
        {
            using (var file = OwnersOnly(partial))
            {
                file.Write(content);
            }

            File.Move(partial, path, replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            throw exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw unwritable(path, e.Message.Replace(partial, path, StringComparison.Ordinal), "Give another -Path.", e);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    private static string Beside(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");

    private static FileStream OwnersOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }

        using var me = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.AddAccessRule(new FileSystemAccessRule(me.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, rights);
    }
}
